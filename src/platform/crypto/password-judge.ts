import { createJudge, type Judge } from '../../shared/password.js';

let judge: Promise<Judge> | undefined;

/** What tells whether a password is easy to guess; loaded when it is needed first, as a start doesn't need its lists. */
export function passwordJudge(): Promise<Judge> {
  judge ??= load();
  return judge;
}

async function load(): Promise<Judge> {
  const { passwordGuesses } = await import('./password-guesses.ts');
  return createJudge(passwordGuesses, passwordGuesses);
}
