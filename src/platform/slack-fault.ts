import type { AllMiddlewareArgs, AnyMiddlewareArgs } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { faultText } from './error-boundary.ts';
import type { Logger } from './logger.ts';

/** Tells the person who acted that something of ours failed, in the place where they acted. */
export async function showFault(
  args: AllMiddlewareArgs & AnyMiddlewareArgs,
  ref: string,
  log: Logger,
): Promise<void> {
  try {
    await answer(args, ref);
  } catch (err) {
    // The answer is a courtesy; the fault itself has been logged.
    log.warn({ err, ref }, 'fault could not be shown');
  }
}

async function answer(args: AllMiddlewareArgs & AnyMiddlewareArgs, ref: string): Promise<void> {
  const { body, client } = args;
  if (body.type === 'view_submission') {
    await acknowledge(args, { response_action: 'update', view: faultView(ref) });
    return;
  }
  await acknowledge(args);
  if ('respond' in args && args.respond && 'response_url' in body) {
    await args.respond({
      response_type: 'ephemeral',
      replace_original: false,
      text: faultText(ref),
    });
  } else if ('trigger_id' in body && body.trigger_id) {
    const show = 'view' in body && body.view?.type === 'modal' ? 'push' : 'open';
    await client.views[show]({ trigger_id: body.trigger_id, view: faultView(ref) });
  }
}

async function acknowledge(args: AnyMiddlewareArgs, response?: object): Promise<void> {
  if (!('ack' in args) || !args.ack) return;
  try {
    await (args.ack as (response?: object) => Promise<void>)(response);
  } catch {
    // Acknowledged before: Bolt takes only one.
  }
}

function faultView(ref: string): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Something went wrong' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [{ type: 'section', text: { type: 'plain_text', text: faultText(ref) } }],
  };
}
