import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualCommand } from '../src/shared/command-names.js';
import { readArgs } from './own-options.js';
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
  const { values } = readArgs(
    'manifest',
    {
      url: { type: 'string' },
      command: { type: 'string' },
      socket: { type: 'boolean' },
      'user-change': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    { examples: { url: 'https://HOST', command: '/NAME' } },
  );
  const { url, command = usualCommand, socket = false, help = false } = values;
  return { url, command, socket, userChange: values['user-change'] ?? false, help };
}

/** @param {Choice} choice */
function* settingsOf({ url, command, socket }) {
  if (url) yield `Set PUBLIC_URL=${new URL(url).origin}`;
  else yield 'Without --url, Slack cannot tell the app when an invite link is posted.';
  if (command !== usualCommand) yield `Set SLACK_COMMAND=${command}`;
  if (socket) yield 'Set SLACK_APP_TOKEN to an app-level token with the scope connections:write.';
}
