import type { Manifest } from 'pretend-slack';
import { manifestFor as manifestWith } from '../../sandbox/manifest.ts';
import { slacksInvite } from '../../src/shared/command-names.js';

/** What the app declares to Slack for the tests' address, with this command beside those that it always answers. */
export function manifestFor(command = slacksInvite): Manifest {
  return manifestWith('http://localhost:3000', [slacksInvite, command]);
}
