import { readFileSync } from 'node:fs';
import { type Manifest, readManifest } from 'pretend-slack';
import { manifestVariant } from '../scripts/manifest-variant.js';
import { slacksInvite, usualCommand } from '../src/shared/command-names.js';

const text = readFileSync(new URL('../manifest.yml', import.meta.url), 'utf8');

/**
 * What manifest.yml declares for an address, with these commands and the one that people will find in Slack. The pretend
 * Slack lets the app have even /invite, Slack's own.
 */
export function manifestFor(url: string, commands: readonly string[]): Manifest {
  const variants = [...commands, usualCommand].map((command) =>
    readManifest(manifestVariant(text, { url, command, socket: false }), {
      allowedCommands: [slacksInvite],
    }),
  );
  const [first, ...others] = variants;
  if (!first) throw new Error('no command');
  const declared = new Map(
    [first, ...others].flatMap((each) => each.commands.map((one) => [one.command, one])),
  );
  return { ...first, commands: [...declared.values()] };
}
