import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, readManifest } from 'pretend-slack';
import { manifestVariant } from '../../scripts/manifest-variant.js';
import { root } from './source-files.ts';

const text = readFileSync(join(root, 'manifest.yml'), 'utf8');

/** What the app declares to Slack, as `npm run manifest` gives it for the tests' address and this command. */
export function manifestFor(command = '/invite'): Manifest {
  const choice = { url: 'http://localhost:3000', command, socket: false };
  return readManifest(manifestVariant(text, choice));
}
