import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { usualCommand } from '../src/shared/command-names.js';
import { NotReady, prepare, root, runScript } from './prepare.js';

/** @import { Choice } from './manifest-variant.js' */

const usage = `Usage: npm run --silent manifest -- --url https://HOST [--command /NAME] [--socket] [--user-change]

Prints manifest.yml for your app. What else to set is printed to stderr.

  --url https://HOST   where Slack and your people reach the app; optional with --socket
  --command /NAME      the name of the command, instead of /invite-member
  --socket             for Socket Mode, if Slack can't reach the app
  --user-change        for teams of a few hundred: Slack tells of deactivated people at once, and of each new status
  --help               prints this
`;

// Prints manifest.yml for that host, command, or Socket Mode. What else has to be set is said beside it, on stderr.
await runScript(async () => {
  await prepare({ quiet: true, build: false });
  const { choiceProblems, choiceWarnings, manifestVariant } = await import('./manifest-variant.js');
  const { help, ...choice } = readChoice();
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const problems = choiceProblems(choice);
  if (problems.length > 0) throw new NotReady(problems.join('\n'));
  process.stdout.write(manifestVariant(readFileSync(join(root, 'manifest.yml'), 'utf8'), choice));
  for (const warning of choiceWarnings(choice)) console.error(`Warning: ${warning}`);
  for (const setting of settingsOf(choice)) console.error(setting);
});

/** @returns {Choice & { help: boolean }} */
function readChoice() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        command: { type: 'string', default: usualCommand },
        socket: { type: 'boolean', default: false },
        'user-change': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { 'user-change': userChange, ...choice } = values;
    return { ...choice, userChange };
  } catch (error) {
    throw new NotReady(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @param {Choice} choice */
function* settingsOf({ url, command, socket }) {
  if (url) yield `Set PUBLIC_URL=${new URL(url).origin}`;
  else yield 'Without --url, Slack cannot tell the app when an invite link is posted.';
  if (command !== usualCommand) yield `Set SLACK_COMMAND=${command}`;
  if (socket) yield 'Set SLACK_APP_TOKEN to an app-level token with the scope connections:write.';
}
