import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '@slack/bolt';
import { pretendMethods } from 'pretend-slack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.ts';
import { botScopes, optionalScopes } from '../src/install/rules.ts';
import { redirectPath } from '../src/install/web/install.tsx';
import { signInScopes } from '../src/platform/slack/openid.ts';
import { slackBackPath } from '../src/sign-in/web/slack-paths.ts';
import { root, sourceFiles } from './support/source-files.ts';
import { startWorld, type World } from './support/world.ts';

interface Manifest {
  features: {
    app_home: { home_tab_enabled: boolean };
    slash_commands: { command: string; url: string; should_escape: boolean }[];
    shortcuts?: { callback_id: string; type: string }[];
  };
  oauth_config: {
    redirect_urls: string[];
    scopes: { bot: string[]; bot_optional: string[]; user: string[] };
  };
  settings: {
    event_subscriptions: { request_url: string; bot_events: string[] };
    interactivity: { is_enabled: boolean; request_url: string };
  };
}

const text = readFileSync(join(root, 'manifest.yml'), 'utf8');
const manifest = parse(text) as Manifest;

/** The app's own code as one text. */
const code = sourceFiles('src')
  .map((file) => file.text)
  .join('\n');

const kinds = ['command', 'event', 'shortcut'] as const;
const registered: Record<(typeof kinds)[number], string[]> = {
  command: [],
  event: [],
  shortcut: [],
};

// The real app registers its handlers at the start: whatever way they come, they come by these.
vi.mock('../src/platform/slack/listeners.ts', async (load) => {
  const real = await load<typeof import('../src/platform/slack/listeners.ts')>();
  return {
    findListenersByName(app: App) {
      const found = real.findListenersByName(app);
      for (const kind of kinds) {
        const register = app[kind].bind(app) as (...args: unknown[]) => void;
        const record = (...args: unknown[]) => {
          registered[kind].push(nameOf(args[0]));
          register(...args);
        };
        app[kind] = record as never;
      }
      return found;
    },
  };
});

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** What a handler is for: a name, or (of shortcuts) an object that holds it. */
function nameOf(what: unknown): string {
  if (typeof what === 'string') return what;
  const constraints = what as { callback_id?: unknown };
  if (typeof constraints?.callback_id === 'string') return constraints.callback_id;
  throw new Error(`registered for more than one name: ${String(what)}`);
}

/** The methods of Slack's Web API that the code calls, by their names. */
function calledMethods(): string[] {
  const called = new Set<string>();
  for (const [, path = ''] of code.matchAll(/\bclient((?:\s*\.\w+){2,3})\s*\(/g)) {
    called.add(path.replace(/\s/g, '').slice(1));
  }
  // client.views[…](…): any of the group.
  for (const [, group] of code.matchAll(/\bclient\s*\.(\w+)\[/g)) {
    for (const name of Object.keys(pretendMethods)) {
      if (name.startsWith(`${group}.`)) called.add(name);
    }
  }
  return [...called].sort();
}

/** Scopes that no method asks for by itself. */
const otherReasons: readonly [string, boolean][] = [
  ['commands', true],
  // users.info tells the address only with it.
  ['users:read.email', /profile\?\.email/.test(code)],
  // Events about links come only with it.
  ['links:read', manifest.settings.event_subscriptions.bot_events.includes('link_shared')],
  // Who is in a channel; it takes any scope of several, for each kind of conversation its own.
  ['channels:read', calledMethods().includes('conversations.members')],
  ['groups:read', /\['public', 'private'\]/.test(code)],
  // Warnings are posted in public channels that the bot isn't in.
  [
    'chat:write.public',
    manifest.settings.event_subscriptions.bot_events.includes('link_shared') &&
      calledMethods().includes('chat.postMessage'),
  ],
];

test('declares the commands that the app answers to, and no other but those of other manifests', () => {
  const commands = manifest.features.slash_commands.map(({ command }) => command);
  const ofOthers = ['/invite', '/invite-member-link'];
  expect([...commands, ...ofOthers].sort()).toEqual(registered.command.sort());
});

test('declares the shortcuts that the app answers to, and no other', () => {
  const shortcuts = (manifest.features.shortcuts ?? []).map(({ callback_id }) => callback_id);
  expect(shortcuts.sort()).toEqual(registered.shortcut.sort());
});

test('subscribes to the events that the app listens to, and no other but the one that big teams drown in', () => {
  const events = [...manifest.settings.event_subscriptions.bot_events, 'user_change'];
  expect(events.sort()).toEqual([...new Set(registered.event)].sort());
});

test('asks for the scopes that the calls need, and no other', () => {
  const methods: Record<string, { scopes: readonly string[]; takesAnyScope?: boolean }> =
    pretendMethods;
  const needed = new Set([
    ...calledMethods().flatMap((name) =>
      methods[name]?.takesAnyScope ? [] : (methods[name]?.scopes ?? []),
    ),
    ...otherReasons.filter(([, isNeeded]) => isNeeded).map(([scope]) => scope),
  ]);
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
});

test('is asked for the same scopes when it is installed by OAuth', () => {
  const all = [...botScopes, ...optionalScopes];
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(all.sort());
});

test('leaves the same ones to whoever installs it', () => {
  expect([...manifest.oauth_config.scopes.bot_optional].sort()).toEqual([...optionalScopes].sort());
});

test('asks of people what signing in with Slack needs, and installing it asks for none of that', () => {
  expect(manifest.oauth_config.scopes.user).toEqual(signInScopes);
  expect(botScopes.filter((scope) => signInScopes.includes(scope as never))).toEqual([]);
});

test('sends people who install it or sign in to the page that the app has for them', () => {
  expect(manifest.oauth_config.redirect_urls).toEqual([
    `https://invites.example.com${redirectPath}`,
    `https://invites.example.com${slackBackPath}`,
  ]);
});

test('calls only methods that the pretend Slack has', () => {
  const called = calledMethods();
  expect(called).toEqual(expect.arrayContaining(['users.info', 'views.open', 'views.publish']));
  expect(Object.keys(pretendMethods)).toEqual(expect.arrayContaining(called));
});

test('says why each scope is asked for', () => {
  const list = /scopes:\n {4}bot:\n((?: {6}.*\n)+)/.exec(text)?.[1] ?? '';
  const lines = list.trimEnd().split('\n');
  expect(lines.filter((line) => line.includes('- '))).toHaveLength(
    manifest.oauth_config.scopes.bot.length,
  );
  expect(lines[0]).toContain('#');
});

test('names the command that the app answers to when nothing else is configured', () => {
  const config = loadConfig({
    APP_SECRET: 'a-secret-of-at-least-32-characters',
    SLACK_SIGNING_SECRET: 'a1'.repeat(16),
    SLACK_BOT_TOKEN: 'xoxb-x',
    SMTP_URL: 'none',
  });
  const command = config.ok ? config.value.slack.command : '';
  const declared = manifest.features.slash_commands.find((each) => each.command === command);
  expect(declared?.should_escape).toBe(true);
});

test('sends everything to the one address that the app has for Slack', () => {
  const { event_subscriptions, interactivity } = manifest.settings;
  const urls = [
    event_subscriptions.request_url,
    interactivity.request_url,
    ...manifest.features.slash_commands.map(({ url }) => url),
  ];
  expect(new Set(urls)).toEqual(new Set(['https://invites.example.com/slack/events']));
  expect(interactivity.is_enabled).toBe(true);
  expect(manifest.features.app_home.home_tab_enabled).toBe(true);
});

test('tells how often the host has to be replaced', () => {
  const [, told] = /Replace invites\.example\.com \((\d+) times\)/.exec(text) ?? [];
  const body = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  expect(body.join('\n').split('invites.example.com')).toHaveLength(Number(told) + 1);
});
