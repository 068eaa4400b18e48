import type {
  AllMiddlewareArgs,
  AnyMiddlewareArgs,
  BlockAction,
  GlobalShortcut,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { AppHomeOpenedEvent, ModalView } from '@slack/types';
import {
  WebAPIHTTPError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  type WebClient,
} from '@slack/web-api';
import { DatabaseReadOnly } from '../database/unwilling.ts';
import { TookTooLong } from '../process/deadline.ts';
import { faultText } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import { BusyError } from '../process/turns.ts';
import { openModal } from './open-modal.ts';
import { faultTexts } from './texts.ts';
import { tokenTroubleOf } from './token.ts';

interface EventEnvelope {
  readonly event: AppHomeOpenedEvent | { readonly type: 'other' };
}

/** Tells the person who acted that it failed, in the place where they acted. */
export async function showFault(
  args: AllMiddlewareArgs & AnyMiddlewareArgs,
  error: unknown,
  ref: string,
  log: Logger,
): Promise<void> {
  try {
    await answer(args, textOf(error, ref));
  } catch (err) {
    // The answer is a courtesy; the fault itself has been logged.
    log.warn({ err, ref }, 'fault could not be shown');
  }
}

/** What failed, in words for whoever acted. */
export function textOf(error: unknown, ref: string): string {
  if (error instanceof BusyError) {
    return faultTexts.busy(ref);
  }
  if (error instanceof DatabaseReadOnly) {
    return faultTexts.away(ref);
  }
  const trouble = tokenTroubleOf(error);
  if (trouble === 'refused') {
    return faultTexts.notAccepted(ref);
  }
  if (trouble === 'lacks_scopes') {
    return faultTexts.lacksScopes(ref);
  }
  if (error instanceof WebAPIRateLimitedError) {
    return faultTexts.asksToWait(ref);
  }
  if (
    error instanceof WebAPIHTTPError ||
    error instanceof WebAPIRequestError ||
    error instanceof TookTooLong
  ) {
    return faultTexts.silent(ref);
  }
  return faultText(ref);
}

async function answer(args: AllMiddlewareArgs & AnyMiddlewareArgs, text: string): Promise<void> {
  const { body, client } = args;
  if (body.type === 'view_submission') {
    await acknowledge(args, formAnswer((body as ViewSubmitAction).view, faultTexts.title, text));
    return;
  }
  await acknowledge(args, body.type === 'block_suggestion' ? { options: [] } : undefined);
  const respond = 'respond' in args ? args.respond : undefined;
  if (respond && 'response_url' in body && body.response_url) {
    await respond({ response_type: 'ephemeral', replace_original: false, text });
  } else if (body.type === 'block_actions' || body.type === 'shortcut') {
    await openModal(
      { client, body: body as BlockAction | GlobalShortcut },
      messageView(faultTexts.title, text),
    );
  } else if (body.type === 'event_callback') {
    await fillEmptyHome(client, (body as EventEnvelope).event, text);
  }
}

/** At the first field, so that the form stays as it is and can be sent again; instead of a form without fields. */
export function formAnswer(
  { blocks }: Partial<Pick<ViewSubmitAction['view'], 'blocks'>>,
  title: string,
  text: string,
): ViewResponseAction {
  const field = blocks?.find(({ type }) => type === 'input')?.block_id;
  return field
    ? { response_action: 'errors', errors: { [field]: text } }
    : { response_action: 'update', view: messageView(title, text) };
}

/** A Home tab that shows something already is of more use than our apology. */
async function fillEmptyHome(
  client: WebClient,
  event: EventEnvelope['event'],
  text: string,
): Promise<void> {
  if (event.type !== 'app_home_opened' || event.tab !== 'home' || event.view) return;
  const blocks = [{ type: 'section', text: { type: 'plain_text', text } } as const];
  await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
}

async function acknowledge(args: AnyMiddlewareArgs, response?: object): Promise<void> {
  if (!('ack' in args) || !args.ack) return;
  try {
    await (args.ack as (response?: object) => Promise<void>)(response);
  } catch {
    // Acknowledged before: Bolt takes only one.
  }
}

function messageView(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: faultTexts.close },
    blocks: [{ type: 'section', text: { type: 'plain_text', text } }],
  };
}
