import { checkMessage } from '../../block-kit/check-message.ts';
import { checkView } from '../../block-kit/check-view.ts';
import { parsePlaced } from '../../block-kit/problems.ts';
import { BadArgument } from '../arguments.ts';
import type { Json } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/**
 * Needs no token. It looks at the form only: whether a message has a text besides isn't its business.
 * https://docs.slack.dev/reference/methods/blocks.validate
 */
export function validateBlocks(_world: World, args: Json): ApiAnswer {
  const given = ['blocks', 'message', 'view'].filter((name) => args[name] !== undefined);
  if (given.length !== 1) {
    throw new BadArgument('invalid_arguments', [
      'must provide exactly one of `blocks`, `view`, or `message`',
    ]);
  }
  const { blocks, message, view } = args;
  if (view !== undefined) {
    const isHome = (view as { type?: unknown } | null)?.type === 'home';
    const errors = errorsOf(checkView(view, isHome ? 'home' : 'modal'), '/view');
    return errors.length > 0 ? failed('invalid_view', { errors }) : { ok: true };
  }
  if (message !== undefined) {
    const errors = errorsOf(checkMessage(message), '');
    return errors.length > 0 ? failed('invalid_message', { errors }) : { ok: true };
  }
  const errors = errorsOf(checkMessage({ blocks }), '/blocks');
  return errors.length > 0 ? failed('invalid_blocks', { errors }) : { ok: true };
}

/** The problems with pointers from the given value on. */
function errorsOf(problems: readonly string[], prefix: string): Json[] {
  return problems
    .map(parsePlaced)
    .filter(({ message }) => message !== 'no text and no blocks')
    .map(({ message, pointer }) => ({
      code: 'failed_constraint',
      message,
      pointer: pointer.slice(prefix.length),
      ...constraintIn(message),
    }));
}

/** What would have been expected, where the message lists it. */
function constraintIn(message: string): { constraint?: Json } {
  const list = /^must be one of: (.*)$/.exec(message)?.[1];
  return list === undefined ? {} : { constraint: { type: 'enum', expected: list.split(', ') } };
}
