import { createRequire } from 'node:module';
import type { Options } from '@node-rs/argon2';

// In place of argon2 in most tests: a hash takes a tenth of a second on purpose, and they make thousands. It says of
// itself what it should have cost, so that nothing else notices.

const argon2: typeof import('@node-rs/argon2') = createRequire(import.meta.url)('@node-rs/argon2');
const quick = { memoryCost: 8, timeCost: 1, parallelism: 1 };
const quickText = '$m=8,t=1,p=1$';

/** How often it was asked for either, as each takes long in earnest. */
export const asked = { hash: 0, verify: 0 };

/** As argon2's own, made cheaply. */
export async function hash(password: string, cost: Required<Pick<Options, keyof typeof quick>>) {
  asked.hash += 1;
  const made = await argon2.hash(password, quick);
  const { memoryCost: m, timeCost: t, parallelism: p } = cost;
  return made.replace(quickText, `$m=${m},t=${t},p=${p}$`);
}

/** Whether it is the password of such a hash. */
export async function verify(made: string, password: string): Promise<boolean> {
  asked.verify += 1;
  return await argon2.verify(made.replace(/\$m=\d+,t=\d+,p=\d+\$/, quickText), password);
}
