import { createJudge, type Judge } from '../../shared/password.js';

let judge: Promise<Judge> | undefined;

/** What tells whether a password is easy to guess; loaded when it is needed first, as a start doesn't need its lists. */
export function passwordJudge(): Promise<Judge> {
  judge ??= load();
  return judge;
}

async function load(): Promise<Judge> {
  const libraries = [import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')] as const;
  return createJudge(...(await Promise.all(libraries)));
}
