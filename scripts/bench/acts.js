import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { startCluster } from '../postgres-cluster.js';
import { root } from '../prepare.js';
import { newDatabase } from '../stage/stage.js';
import { actsOverHttp } from './acts-over-http.js';
import { median, table } from './measure.js';

const Rounds = z.array(z.object({ own: z.number(), other: z.number() }));

/** @typedef {z.infer<typeof Rounds>} Rounds */

/** Inviting, joining and asking who is signed in, beside better-auth, turn about on one PostgreSQL that waits for its disk. */
export async function measureActs() {
  const cluster = await startCluster({ durable: true });
  try {
    const { signUps, accepts, sessions } = await actsInside(cluster.url);
    const http = await actsOverHttp(cluster.url);
    return [
      '## Beside better-auth 1.7, PostgreSQL',
      'Sixteen at a time, turn about; ratios are medians over the rounds. No password is hashed, as its hash alone takes a tenth of a second of a core; but joining judges how strong it is (2 ms), which better-auth leaves out, and makes the account, for which better-auth has another act: it is compared with both of these, and with accepting alone by whoever has their account already. Over HTTP each runs in a process of its own, and the emails of the invitations go out meanwhile.',
      table(
        ['what', 'this app, per second', 'better-auth, per second', 'ratio'],
        [
          row('join, and sign up and accept, in the process', signUps),
          row('join, and sign up and accept, over HTTP', http.signUps),
          row('join, and accept alone, in the process (aim: ≥ 2)', accepts),
          row('join, and accept alone, over HTTP (aim: ≥ 1.5)', http.joins),
          row(
            'signed `/invite ADDRESS`, and `invite-member`, over HTTP (aim: ≥ 1.5)',
            http.invites,
          ),
          row('who is signed in, in the process', sessions),
          row('who is signed in, over HTTP', http.sessions),
        ],
      ),
    ].join('\n\n');
  } finally {
    await cluster.stop();
  }
}

/** @param {string} adminUrl */
async function actsInside(adminUrl) {
  const [own, other] = [await newDatabase(adminUrl), await newDatabase(adminUrl)];
  const noHash = join(root, 'scripts', 'bench', 'peers', 'no-hash.js');
  const program = join(root, 'scripts', 'bench', 'acts-inside.js');
  const args = ['--import', noHash, program, own, other];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return z.object({ signUps: Rounds, accepts: Rounds, sessions: Rounds }).parse(JSON.parse(stdout));
}

/**
 * @param {string} what
 * @param {Rounds} rounds
 */
function row(what, rounds) {
  const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
  return [
    what,
    whole(median(rounds.map(({ own }) => own))),
    whole(median(rounds.map(({ other }) => other))),
    median(rounds.map(({ own, other }) => own / other)).toFixed(2),
  ];
}
