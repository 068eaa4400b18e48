import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { codeOf, NotReady } from '../prepare.js';
import { createApp, MaybeMade } from './slack-app.js';
import { questions, says } from './texts.js';
import { save, valuesOf } from './values.js';

/** @import { EnvPlace } from './env-place.js' */
/** @import { Unsure } from './run-alone.js' */
/** @import { Call, Wanted } from './slack-app.js' */
/** @import { Setup } from './values.js' */

// Slack makes an app whether or not anybody hears of it. So a note lies beside .env from before it is asked until .env has
// what belongs to the app.

const ending = '.new-app';

const Note = z.object({ at: z.string(), appId: z.string().optional() });

/**
 * Asks before another app is made when nobody knows whether an earlier run has made one, whatever the options; a no ends it.
 * @param {Setup} setup
 */
export async function askAboutAttempt({ terminal, options, place }) {
  const attempt = readNote(place);
  if (attempt === undefined) return;
  terminal.say(says.attempted(attempt));
  if (options.isDryRun) return;
  const isAgreed = await terminal.confirm(questions.anotherApp);
  if (!isAgreed) throw new NotReady(says.nothingChanged);
}

/**
 * Has Slack make the app, and writes what belongs to it. Rejects with what was done by then, and what to do about it.
 * @param {Setup} setup
 * @param {Call} call
 * @param {Wanted} wanted
 * @param {Unsure} unsure
 * @returns {Promise<{ command: string, appId: string }>}
 */
export async function makeApp(setup, call, wanted, unsure) {
  const { terminal, place } = setup;
  beginAttempt(place);
  const { command, app } = await attempted(place, unsure, () =>
    createApp(call, wanted, terminal.say),
  );
  const { app_id: appId, credentials } = app;
  terminal.say(says.created(appId, command));
  try {
    save(setup, {
      ...valuesOf(setup, wanted.url, command),
      SLACK_APP_ID: appId,
      SLACK_SIGNING_SECRET: credentials.signing_secret,
      SLACK_CLIENT_ID: credentials.client_id,
      SLACK_CLIENT_SECRET: credentials.client_secret,
    });
  } catch (error) {
    throw withoutSecrets(place, appId, error);
  }
  endAttempt(place);
  return { command, appId };
}

/**
 * The note takes room, too, so there must be enough with it.
 * @param {EnvPlace} place
 */
function beginAttempt(place) {
  try {
    writeNote(place);
    place.mustHaveRoom();
  } catch (cause) {
    endAttempt(place);
    throw cause instanceof NotReady
      ? cause
      : new NotReady(says.noRoom(place.file, cause), { cause });
  }
}

/** @param {EnvPlace} place */
export function endAttempt(place) {
  rmSync(place.beside(ending), { force: true });
}

/**
 * @template Result
 * @param {EnvPlace} place
 * @param {Unsure} unsure
 * @param {() => Promise<Result>} create
 */
async function attempted(place, unsure, create) {
  const words = says.mayBeMade(place.file);
  try {
    return await unsure(words, create);
  } catch (cause) {
    if (!(cause instanceof NotReady)) throw cause;
    if (!(cause instanceof MaybeMade)) {
      endAttempt(place);
      throw cause;
    }
    if (cause.appId !== undefined) throw withoutSecrets(place, cause.appId, cause);
    throw new NotReady(`${cause.message}\n${words}`, { cause });
  }
}

/**
 * @param {EnvPlace} place
 * @param {string} appId
 * @param {unknown} cause
 */
function withoutSecrets(place, appId, cause) {
  try {
    writeNote(place, appId);
  } catch {
    // What is there says that there may be an app, and its id is shown now.
  }
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new NotReady(says.madeWithoutSecrets(problem, appId, place.file), { cause });
}

/**
 * @param {EnvPlace} place
 * @param {string} [appId]
 */
function writeNote(place, appId) {
  const at = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  writeFileSync(place.beside(ending), JSON.stringify({ at, appId }), { mode: 0o600 });
}

/**
 * @param {EnvPlace} place
 * @returns {{ at?: string, appId?: string | undefined } | undefined} Undefined when there is none.
 */
function readNote(place) {
  try {
    return Note.parse(JSON.parse(readFileSync(place.beside(ending), 'utf8')));
  } catch (error) {
    // Cut short or changed, it says still that there was an attempt.
    return codeOf(error) === 'ENOENT' ? undefined : {};
  }
}
