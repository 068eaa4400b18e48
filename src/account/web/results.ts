import type { doneTexts } from '../texts.ts';
import type { AccountField } from './pages.tsx';

/** What a form of the account page led to: done, wrong in some field, too often, or on to another page. */
export type Result =
  | { readonly kind: 'done'; readonly told?: keyof typeof doneTexts }
  | { readonly kind: 'problem'; readonly field: AccountField; readonly text: string }
  | { readonly kind: 'too_many'; readonly waitMs: number }
  | Response;

/** It was done, as the page says by the name of the act. */
export const done = { kind: 'done' } as const satisfies Result;

/** Something in a field isn't right. */
export function problem(field: AccountField, text: string): Result {
  return { kind: 'problem', field, text };
}
