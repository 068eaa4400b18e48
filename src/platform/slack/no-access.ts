import type { Authorize, ReceiverEvent, ViewSubmitAction } from '@slack/bolt';
import { isAway } from '../database/away.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../process/logger.ts';
import { formAnswer } from './fault.ts';
import { ForeignTeam } from './identity.ts';
import { faultTexts } from './texts.ts';
import type { Json } from './tidy.ts';
import { tokenTroubleOf } from './token.ts';

/** Thrown for a request that can't be answered now: Slack sends events again then, and shows a press as failed. */
export class NotNow extends Error {
  override readonly name = 'NotNow';

  constructor() {
    super('not now');
  }
}

/** Why requests came to nothing, by their bodies: Bolt takes them all the same, and tells nobody. */
export interface Failures {
  /** The app's access to the team could not be had, so no handler was asked. */
  readonly withoutAccess: WeakMap<object, unknown>;
  readonly inHandler: WeakMap<object, unknown>;
}

export function noFailures(): Failures {
  return { withoutAccess: new WeakMap(), inHandler: new WeakMap() };
}

/** The same `authorize`, which notes what it fails with. */
export function notingFailures(
  authorize: Authorize<boolean>,
  { withoutAccess }: Failures,
): Authorize<boolean> {
  return async (source, body) => {
    try {
      return await authorize(source, body);
    } catch (error) {
      withoutAccess.set(Object(body), error);
      throw error;
    }
  };
}

/**
 * Says `text` where somebody acted, as far as that goes without a token. @throws NotNow where there is no such place:
 * then Slack itself shows that it failed.
 */
export async function sayWithoutAccess(
  { body, ack }: { body: Json; ack: ReceiverEvent['ack'] },
  text: string,
  { send, log }: { send: typeof fetch; log: Logger },
): Promise<void> {
  const said = { response_type: 'ephemeral', text } as const;
  switch (body.type) {
    case undefined:
      return await ack(said);
    case 'view_submission': {
      const { view } = body as unknown as ViewSubmitAction;
      return await ack(formAnswer(view, faultTexts.title, text));
    }
    case 'block_suggestion':
      return await ack({ options: [] });
  }
  const { response_url: place } = body;
  if (typeof place !== 'string') throw new NotNow();
  await ack();
  const answer = JSON.stringify({ ...said, replace_original: false });
  const headers = { 'Content-Type': 'application/json' };
  await send(place, { method: 'POST', headers, body: answer }).catch((err: unknown) =>
    // The answer is a courtesy; the fault itself has been logged.
    log.warn({ err }, 'fault could not be shown'),
  );
}

/** Whether an event that failed is worth being sent again, as Slack does three times within the hour. */
export async function isWorthRepeating(
  { withoutAccess, inHandler }: Failures,
  body: Json,
  database: Database,
): Promise<boolean> {
  const noAccess = withoutAccess.get(body);
  if (noAccess !== undefined) {
    return !(noAccess instanceof ForeignTeam) && tokenTroubleOf(noAccess) === undefined;
  }
  const failure = inHandler.get(body);
  if (failure === undefined) return false;
  return isKept(body) || (await isAway(database, failure));
}

const keptEvents: readonly unknown[] = ['app_uninstalled', 'tokens_revoked'];

/** Whether it says that a team or a person is gone, which must not be lost: it is answered only once that is written. */
export function isKept({ event }: Json): boolean {
  const { type, user } = Object(event) as Json;
  return keptEvents.includes(type) || (type === 'user_change' && Object(user).deleted === true);
}
