import type { ViewSubmitAction } from '@slack/bolt';
import { formAnswer } from './fault.ts';
import { otherVersionTexts } from './texts.ts';
import type { Json } from './tidy.ts';

// A request that names something no handler is there for: a screen that another version of the app left open in
// Slack, or a manifest of another version. Unanswered, Slack would wait for 3 s and then blame the app.

/** By which of its fields a request finds its handler. */
const namedBy = new Map<unknown, string>([
  ['block_actions', 'action_id'],
  ['block_suggestion', 'action_id'],
  ['view_submission', 'callback_id'],
  ['shortcut', 'callback_id'],
]);

/** What to write down of it: of which kind it is, and what in it is unknown. Never the value. */
export function unclaimedKind({ type = 'command' }: Json): { kind: string; unknown: string } {
  return { kind: String(type), unknown: namedBy.get(type) ?? 'command' };
}

/** What to answer: words where Slack shows any, else only that it has come. */
export function unclaimedAnswer(body: Json): object | undefined {
  switch (body.type) {
    case undefined:
      return { response_type: 'ephemeral', text: otherVersionTexts.command };
    case 'view_submission': {
      const { view } = body as unknown as ViewSubmitAction;
      return formAnswer(view, otherVersionTexts.screenTitle, otherVersionTexts.screen);
    }
    case 'block_suggestion':
      return { options: [] };
    default:
      // A button may have led to a web page all the same, so nothing is put in its way.
      return undefined;
  }
}
