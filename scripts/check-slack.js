import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArgs } from './own-options.js';
import { NotReady, prepare, root, runScript } from './prepare.js';

const usage = `Usage: npm run check:slack -- [--payloads FILE] [STORY …]

Asks Slack whether it would take every screen and message that the app shows in its stories, and its manifest. What is
sent is what the stories show, of made-up people. Ends with 0 when Slack takes all, 1 when not, 3 when it wasn't asked.

  STORY                only stories whose path has this in it
  --payloads FILE      these instead of the stories': JSON, one a line
  --help               prints this

The manifest is asked about with a configuration token in SLACK_CONFIG_TOKEN; blocks need none.
`;

/** Neither right nor wrong: Slack wasn't asked. */
const notRun = 3;

await runScript(async () => {
  const { payloads: file, help, stories } = readOptions();
  if (help) {
    process.stdout.write(usage);
    return 0;
  }
  await prepare();
  const { slackAt, SlackAway } = await import('./slack/slack-api.js');
  const { whyNotAsked } = await import('./check-slack/check.js');
  const { namedStories, readPayloads } = await import('./check-slack/gather.js');
  const given = file === undefined ? undefined : readPayloads(file);
  const { stories: chosen, unknown } = namedStories(stories);
  if (unknown !== undefined) {
    console.error(`Not run: no story has “${unknown}” in its path.`);
    return notRun;
  }
  const apiUrl = process.env.SLACK_API_URL?.trim() || 'https://slack.com/api/';
  try {
    const slack = slackAt(apiUrl, console.log);
    const error = await whyNotAsked(slack);
    if (error === undefined) return await check(slack, given, chosen);
    console.error(`Not run: ${new URL(apiUrl).host} refused even a plain block (${error}).`);
    return notRun;
  } catch (error) {
    if (!(error instanceof SlackAway)) throw error;
    console.error(`Not run: ${error.message} Nothing is known of what Slack would take.`);
    return notRun;
  }
});

/** @import { Payload } from './check-slack/payloads.js' */
/** @import { SlackCall } from './slack/slack-api.js' */

/**
 * @param {SlackCall} slack
 * @param {Payload[] | undefined} given Instead of the stories'.
 * @param {readonly string[]} stories
 */
async function check(slack, given, stories) {
  const { countText, refusedPayloads } = await import('./check-slack/check.js');
  const { gatherPayloads } = await import('./check-slack/gather.js');
  // Before the stories, which take minutes: the token may be one that Slack doesn't take.
  const manifest = await askAboutManifest(slack);
  if (!given) console.log('Running the stories (some minutes) …');
  const { payloads, haveAllPassed } = given
    ? { payloads: given, haveAllPassed: true }
    : await gatherPayloads(stories);
  if (payloads.length === 0) {
    console.error('Not run: there is nothing to ask Slack about.');
    return notRun;
  }
  const refused = await refusedPayloads(slack, payloads);
  console.log(
    `Asked Slack about ${payloads.length} screens and messages (${countText(payloads)}).`,
  );
  refused.push(...manifest.refused);
  console.log(manifest.text);
  for (const each of refused) console.log(each);
  const taken = manifest.isLeftOut ? 'Slack takes all the rest.' : 'Slack takes all of it.';
  console.log(refused.length === 0 ? taken : `Slack refuses ${refused.length}.`);
  if (!haveAllPassed)
    console.log('Some stories failed, see above: what they would show is missing.');
  if (refused.length > 0 || !haveAllPassed) return 1;
  return manifest.isLeftOut ? notRun : 0;
}

/**
 * What Slack says of the manifest; it is left out when it should be asked about, and the token is of no use.
 * @param {SlackCall} slack
 */
async function askAboutManifest(slack) {
  const { checkManifest } = await import('./check-slack/check.js');
  const { isConfigToken } = await import('./slack/config-token.js');
  const { says } = await import('./slack/texts.js');
  const token = process.env.SLACK_CONFIG_TOKEN?.trim();
  if (!token) {
    const text = 'Not asked about manifest.yml: SLACK_CONFIG_TOKEN is not set.';
    return { refused: [], text, isLeftOut: false };
  }
  const manifest = readFileSync(join(root, 'manifest.yml'), 'utf8');
  const { refused, notAsked } = isConfigToken(token)
    ? await checkManifest(slack, manifest, token)
    : { refused: [], notAsked: says.noConfigToken };
  if (notAsked === undefined) {
    return { refused, text: 'Asked Slack about manifest.yml.', isLeftOut: false };
  }
  const text = `Not asked about manifest.yml: ${notAsked}`;
  console.log(text);
  return { refused, text, isLeftOut: true };
}

function readOptions() {
  const { values, positionals } = readArgs(
    'check:slack',
    {
      payloads: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    { allowPositionals: true, examples: { payloads: 'FILE' } },
  );
  if (values.payloads === '') throw new NotReady('--payloads needs a file: --payloads FILE');
  return { ...values, stories: positionals };
}
