import { createHash } from 'node:crypto';
import type { TypedList } from './deps.ts';

/** Stands for what is chosen in a form beside the people. */
export function choiceOf({ role, details }: Pick<TypedList, 'role' | 'details'>): string {
  const { message, validDays, toolIds } = details;
  const chosen = JSON.stringify([role, message, validDays, toolIds]);
  return createHash('sha256').update(chosen).digest('base64url').slice(0, 12);
}
