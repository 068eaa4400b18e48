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
  const read = (command: string) =>
    readManifest(manifestVariant(text, { url, command, socket: false }), {
      allowedCommands: [slacksInvite],
    });
  const usual = read(usualCommand);
  const declared = [...commands.map(read), usual].flatMap((each) => each.commands);
  const byName = new Map(declared.map((one) => [one.command, one]));
  return { ...usual, commands: [...byName.values()] };
}
