import * as z from 'zod';
import { blockOn } from './blocks.ts';
import { problemAt, problemsBy } from './problems.ts';
import { plainText } from './texts.ts';
import { hasInput, misplacedResponseUrls, problemsBetween } from './whole.ts';

const names = {
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

const modal = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  blocks: z.array(blockOn.modal).min(1).max(100),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  ...names,
});

const home = z.strictObject({
  type: z.literal('home'),
  blocks: z.array(blockOn.home).max(100),
  ...names,
});

/** The most bytes that a view may have as JSON. https://docs.slack.dev/reference/methods/views.open */
const maxViewBytes = 250_000;

/** True when Slack would answer `view_too_large`. */
export function isViewTooLarge(view: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(view) ?? '') > maxViewBytes;
}

/**
 * Everything for which real Slack would refuse this view, each with the JSON pointer of the place;
 * an empty list when it would be shown. https://docs.slack.dev/reference/views
 */
export function checkView(view: unknown, surface: 'modal' | 'home'): string[] {
  const problems = problemsBy(surface === 'modal' ? modal : home, view, '/view');
  if (isViewTooLarge(view)) problems.push(problemAt('must be at most 250000 bytes', [], '/view'));
  if (typeof view !== 'object' || view === null) return problems;
  const { blocks, submit } = view as { blocks?: unknown; submit?: unknown };
  if (surface === 'modal' && submit === undefined && hasInput(blocks)) {
    problems.push(problemAt('missing required field: submit (there are inputs)', [], '/view'));
  }
  return [
    ...problems,
    ...problemsBetween(blocks, '/view'),
    ...misplacedResponseUrls(blocks, surface, '/view'),
  ];
}
