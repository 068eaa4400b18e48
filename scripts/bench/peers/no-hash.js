import { createRequire } from 'node:module';

// Loaded before the app where joining is compared with somebody who hashes nothing then: a hash takes a tenth of a second
// of a core, and all else would not be seen beside it.

const argon2 = createRequire(import.meta.url)('@node-rs/argon2');
const hash = `$argon2id$v=19$m=65536,t=7,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
argon2.hash = async () => hash;
