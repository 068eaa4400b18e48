import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualCommand } from '../src/shared/command-names.js';
import { readEnvFile } from './env-file.js';
import { NotReady, prepare, root, runScript } from './prepare.js';

// What the Slack CLI asks of a project (https://docs.slack.dev/tools/slack-cli/reference/hooks), so that
// `slack run` creates the app and starts it in Socket Mode. The package @slack/cli-hooks does the same for
// others; it knows only manifest.json, and ours is manifest.yml, for the sake of its comments.

const HOOKS = {
  hooks: {
    'get-manifest': 'node scripts/slack-cli.js get-manifest',
    start: 'node scripts/slack-cli.js start',
  },
  config: {
    // The app itself connects to Slack, and is started once.
    'sdk-managed-connection-enabled': true,
    watch: {
      manifest: { paths: ['manifest.yml'] },
      app: { paths: ['src'], 'filter-regex': '\\.(css|js|svg|ts|tsx|txt)$' },
    },
  },
  runtime: 'node',
};

await runScript(async () => {
  const [, , hook] = process.argv;
  switch (hook) {
    case 'get-hooks':
      return answer(HOOKS);
    case 'get-manifest':
      return answer(await manifest());
    case 'start':
      return await start();
    default:
      throw new NotReady(
        `The Slack CLI's hooks are get-hooks, get-manifest and start, not ${hook}.`,
      );
  }
});

/**
 * The CLI reads JSON from the output.
 * @param {unknown} value
 */
function answer(value) {
  console.log(JSON.stringify(value));
}

async function manifest() {
  await prepare({ quiet: true, build: false });
  const { parse } = await import('yaml');
  const { choiceProblems, manifestVariant } = await import('./manifest-variant.js');
  readEnvFile();
  const { PUBLIC_URL: url, SLACK_COMMAND } = process.env;
  const choice = { command: SLACK_COMMAND || usualCommand, socket: true };
  const problems = choiceProblems(choice);
  if (problems.length > 0) throw new NotReady(problems.join('\n'));
  // While developing, the app is often where Slack cannot reach it.
  const isReachable = url && choiceProblems({ ...choice, url }).length === 0;
  const text = readFileSync(join(root, 'manifest.yml'), 'utf8');
  return parse(manifestVariant(text, isReachable ? { ...choice, url } : choice));
}

// The tokens of the app that the CLI has just installed count, whatever .env says.
async function start() {
  const { SLACK_CLI_XAPP: appToken, SLACK_CLI_XOXB: botToken } = process.env;
  if (appToken) process.env.SLACK_APP_TOKEN = appToken;
  if (botToken) {
    process.env.SLACK_BOT_TOKEN = botToken;
    // Empty, they count as not set, and .env doesn't set them either.
    for (const name of ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'INSTALL_TEAMS']) {
      process.env[name] = '';
    }
  }
  await import('./start.js');
}
