import { exec } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { manifestVariant } from '../../scripts/manifest-variant.js';
import { root } from '../support/source-files.ts';

// The Slack CLI runs hooks by the shell, in the project's folder, and reads JSON from what they write.

const { hooks: own } = JSON.parse(readFileSync(join(root, '.slack', 'hooks.json'), 'utf8')) as {
  hooks: Record<string, string>;
};
const ownManifest = readFileSync(join(root, 'manifest.yml'), 'utf8');

interface Hooks {
  readonly hooks: Record<string, string>;
  readonly config: {
    readonly 'sdk-managed-connection-enabled': boolean;
    readonly watch: Record<string, { readonly paths: string[]; readonly 'filter-regex'?: string }>;
  };
  readonly runtime: string;
}

function run(command = '', env: Record<string, string> = {}) {
  return promisify(exec)(command, { cwd: root, env: { PATH: dirname(process.execPath), ...env } });
}

async function hooks(): Promise<Hooks> {
  const { stdout } = await run(own['get-hooks']);
  return JSON.parse(stdout);
}

/** As the CLI asks for it: the folder as a flag, and what stands before the first brace ignored. */
async function manifest(env: Record<string, string>): Promise<unknown> {
  const { stdout } = await run(`${(await hooks()).hooks['get-manifest']} --source=${root}`, env);
  return JSON.parse(stdout.slice(stdout.indexOf('{')));
}

it('tells the CLI its hooks, and that the app connects to Slack itself', async () => {
  const { hooks: offered, config, runtime } = await hooks();

  expect(Object.keys(offered).sort()).toEqual(['get-manifest', 'start']);
  expect(config['sdk-managed-connection-enabled']).toBe(true);
  expect(runtime).toBe('node');
});

it('has the CLI watch what there is', async () => {
  const { watch } = (await hooks()).config;

  expect(watch.manifest?.paths).toEqual(['manifest.yml']);
  expect(watch.app?.paths).toEqual(['src']);
  const watched = new RegExp(watch.app?.['filter-regex'] ?? '');
  expect(
    ['src/app.ts', 'src/members/web.tsx', 'README.md'].map((path) => watched.test(path)),
  ).toEqual([true, true, false]);
});

it('gives the manifest of Socket Mode for the configured host and command', async () => {
  const choice = { url: 'https://team.acme.com', command: '/add-people', socket: true };
  const env = { PUBLIC_URL: choice.url, SLACK_COMMAND: choice.command };

  expect(await manifest(env)).toEqual(parse(manifestVariant(ownManifest, choice)));
});

it('gives a manifest without a host when Slack cannot reach the app', async () => {
  const choice = { command: '/invite-member', socket: true };
  const env = { PUBLIC_URL: 'http://localhost:3000', SLACK_COMMAND: '' };

  expect(await manifest(env)).toEqual(parse(manifestVariant(ownManifest, choice)));
});

it('refuses a command that Slack would refuse', async () => {
  const failure = await manifest({ SLACK_COMMAND: '/remind' }).catch((error: unknown) => error);

  expect(failure).toMatchObject({ code: 1, stdout: '' });
  expect((failure as { stderr: string }).stderr).toContain("one of Slack's own commands");
});

it("starts the app with the CLI's tokens, and passes on how it ends", async () => {
  const { start } = (await hooks()).hooks;
  const byOauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'x', INSTALL_TEAMS: 'any' };
  const cli = { SLACK_CLI_XOXB: 'xoxb-cli', SLACK_BOT_TOKEN: 'no token' };
  const env = { ...cli, ...byOauth, PORT: 'x' };

  const failure = await run(start, env).catch((error: unknown) => error);

  expect(failure).toMatchObject({ code: 1 });
  const { stderr } = failure as { stderr: string };
  expect(stderr).toContain('PORT must be');
  expect(stderr).not.toMatch(/SLACK_BOT_TOKEN|SLACK_CLIENT|INSTALL_TEAMS/);
});
