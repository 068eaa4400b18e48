import { parse } from 'yaml';
import * as z from 'zod';
import { linkEnding } from '../../src/shared/command-names.js';
import { choiceProblems, manifestVariant } from '../manifest-variant.js';
import { NotReady } from '../prepare.js';
import { SlackAway } from './slack-api.js';
import { refusalText, says } from './texts.js';

/** @import { SlackAnswer, SlackRefusal } from './slack-api.js' */

/** Nobody knows whether Slack has made the app, or what is needed of it. */
export class MaybeMade extends NotReady {
  /**
   * @param {string} message
   * @param {ErrorOptions & { appId?: string | undefined }} [about]
   */
  constructor(message, { appId, ...options } = {}) {
    super(message, options);
    this.appId = appId;
  }
}

/** Refusals after which Slack may have done a part of it: https://docs.slack.dev/reference/methods/apps.manifest.create */
const halfDone = ['fatal_error', 'internal_error', 'service_unavailable', 'unknown_error'];

const Created = z.looseObject({
  app_id: z.string(),
  credentials: z.looseObject({
    client_id: z.string(),
    client_secret: z.string(),
    signing_secret: z.string(),
  }),
});

/** @typedef {z.infer<typeof Created>} CreatedApp */

const Named = z.looseObject({ app_id: z.string() });

const Exported = z.looseObject({
  manifest: z.looseObject({
    features: z
      .looseObject({
        slash_commands: z.array(z.looseObject({ command: z.string() })).catch([]),
      })
      .catch({ slash_commands: [] }),
    settings: z
      .looseObject({
        event_subscriptions: z.looseObject({ request_url: z.string().optional() }).catch({}),
      })
      .catch({ event_subscriptions: {} }),
  }),
});

/**
 * What Slack has of an app: the command that invites, and where it sends events.
 * @typedef {{ command: string | undefined, eventsUrl: string | undefined }} AppAtSlack
 */

/**
 * What Slack is asked to take: the text of manifest.yml, the names that the command may have, the first that Slack takes
 * being the one, and where the app is.
 * @typedef {object} Wanted
 * @property {string} text
 * @property {readonly string[]} commands
 * @property {string} url
 * @property {string | undefined} appId The app that is to be changed; otherwise one is made.
 * @property {'option' | 'variable' | undefined} saidBy Who has said the one name, if anybody.
 * @property {boolean} socket Whether it is reached by Socket Mode.
 */

/**
 * @typedef {(method: string, args: Readonly<Record<string, unknown>>) => Promise<SlackAnswer>} Call
 */

/**
 * Finds the name that Slack takes for the command by having it check the manifest. Rejects with Slack's refusal in words.
 * @param {Call} call
 * @param {Wanted} wanted
 * @param {(text: string) => void} say
 */
export async function nameThatSlackTakes(call, wanted, say) {
  return (await firstTaken(wanted, say, (manifest) => validate(call, wanted, manifest))).command;
}

/**
 * Makes the app. What its command is called is decided by Slack's answer here, too: it may be stricter than its check.
 * Rejects with Slack's refusal in words, and with MaybeMade where Slack may have made it all the same.
 * @param {Call} call
 * @param {Wanted} wanted
 * @param {(text: string) => void} say
 * @returns {Promise<{ command: string, app: CreatedApp }>}
 */
export async function createApp(call, wanted, say) {
  const { command, answer } = await firstTaken(wanted, say, (manifest) => create(call, manifest));
  const app = Created.safeParse(answer);
  if (app.success) return { command, app: app.data };
  const appId = Named.safeParse(answer).data?.app_id;
  throw new MaybeMade(says.notUnderstood('apps.manifest.create'), { appId, cause: app.error });
}

/**
 * @param {Call} call
 * @param {unknown} manifest
 */
async function create(call, manifest) {
  try {
    const answer = await call('apps.manifest.create', { manifest });
    if (answer.ok || !halfDone.includes(answer.error)) return answer;
    throw new MaybeMade(refusalText(answer));
  } catch (cause) {
    throw cause instanceof SlackAway ? new MaybeMade(cause.message, { cause }) : cause;
  }
}

/**
 * Rejects with Slack's refusal in words.
 * @param {Call} call
 * @param {string} appId
 * @returns {Promise<AppAtSlack>}
 */
export async function appAtSlack(call, appId) {
  const answer = await call('apps.manifest.export', { app_id: appId });
  if (!answer.ok) throw new NotReady(refusalText(answer, { appId }));
  const exported = Exported.safeParse(answer);
  if (!exported.success) {
    throw new NotReady(says.notUnderstood('apps.manifest.export'), { cause: exported.error });
  }
  const { features, settings } = exported.data.manifest;
  const names = features.slash_commands.map(({ command }) => command);
  return {
    command: names.find((name) => !name.endsWith(linkEnding)),
    eventsUrl: settings.event_subscriptions.request_url,
  };
}

/**
 * Changes the app. A refusal because nobody answered Slack's challenge is given back; of any other it rejects.
 * @param {Call} call
 * @param {Wanted & { appId: string, command: string }} wanted
 * @returns {Promise<{ isVerified: boolean, hasOtherScopes: boolean }>}
 */
export async function updateApp(call, wanted) {
  const { command, appId } = wanted;
  const manifest = variantOf(wanted, command);
  const answer = await call('apps.manifest.update', {
    app_id: appId,
    manifest: parse(manifest),
  });
  if (answer.ok) return { isVerified: true, hasOtherScopes: answer.permissions_updated === true };
  const isUnverified =
    answer.errors.length > 0 &&
    answer.errors.every(({ pointer }) => pointer.endsWith('/request_url'));
  if (isUnverified) return { isVerified: false, hasOtherScopes: false };
  throw new NotReady(refusalText(answer, { manifest, appId }));
}

/**
 * @param {Wanted} wanted
 * @param {(text: string) => void} say
 * @param {(manifest: unknown) => Promise<SlackAnswer>} attempt
 */
async function firstTaken(wanted, say, attempt) {
  const { commands, appId, saidBy } = wanted;
  for (const [index, command] of commands.entries()) {
    const manifest = variantOf(wanted, command);
    const answer = await attempt(parse(manifest));
    if (answer.ok) return { command, answer };
    const isLast = index === commands.length - 1;
    if (isLast || !isAboutCommands(answer)) {
      const refusal = refusalText(answer, { manifest, appId });
      if (saidBy === undefined || !isAboutCommands(answer)) throw new NotReady(refusal);
      throw new NotReady(`${refusal}\n${says.nameRefused(command, saidBy === 'option')}`);
    }
    say(says.nameKept(command));
  }
  throw new Error('no name was tried');
}

/**
 * @param {Call} call
 * @param {Wanted} wanted
 * @param {unknown} manifest
 */
function validate(call, { appId }, manifest) {
  return call('apps.manifest.validate', {
    manifest,
    ...(appId !== undefined && { app_id: appId }),
  });
}

/**
 * One name that Slack keeps spoils the whole list, at which it points then.
 * @param {SlackRefusal} refusal
 */
function isAboutCommands({ errors }) {
  return errors.some(({ pointer }) => pointer.startsWith('/features/slash_commands'));
}

/**
 * @param {Wanted} wanted
 * @param {string} command
 */
function variantOf({ text, url, socket }, command) {
  // In Socket Mode the app may be where only its people reach it, and Slack would refuse such an address.
  const isLeftOut = socket && choiceProblems({ url, command, socket }).length > 0;
  return manifestVariant(text, { url: isLeftOut ? undefined : url, command, socket });
}
