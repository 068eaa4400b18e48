import { joinWorkspace, openToJoin } from '#built/invitations/use-cases/join.js';
import { signedInWith } from '#built/sign-in/use-cases/open.js';
import { openBetterAuth } from './peers/better-auth.js';
import { openProduct } from './peers/product.js';
import { atOnce, takeTurns } from './turns.js';

// Joining, and asking who is signed in: both products' own functions, in this one process, where no password is hashed.
// Prints the rounds as JSON.

const [, , ownUrl = '', otherUrl = ''] = process.argv;
const rounds = 7;
const joining = 100;
const asking = 3000;

const own = await openProduct(ownUrl, 1);
const other = await openBetterAuth(otherUrl, 1, 1);
const { auth } = other;
let browsers = 0;
const form = {
  displayName: 'Ana',
  password: 'correct horse battery staple',
  passkey: '',
  avatar: { ok: /** @type {const} */ (true), value: undefined },
};

/** @param {string} token */
async function join(token) {
  // So many from one address would be too many.
  browsers += 1;
  const ipAddress = `198.18.${browsers >> 8}.${browsers & 255}`;
  const before = await openToJoin(own.deps, token, ipAddress);
  const joined = before.ok
    ? await joinWorkspace(own.deps, { token, before: before.value }, form, {
        ipAddress,
        userAgent: 'bench',
        kept: undefined,
        replaces: undefined,
        challenged: undefined,
      })
    : before;
  if (!joined.ok) throw new Error(`not joined: ${JSON.stringify(joined.refusal)}`);
  return joined.value.token;
}

/** @param {{ invitationId: string, cookie: string }} invited */
async function accept({ invitationId, cookie }) {
  await auth.api.acceptInvitation({ body: { invitationId }, headers: new Headers({ cookie }) });
}

/** @param {{ invitationId: string, email: string }} invited */
async function signUpAndAccept({ invitationId, email }) {
  const { cookie } = await other.signUp(email);
  await auth.api.acceptInvitation({ body: { invitationId }, headers: cookie });
}

const joinAll = async () => await atOnce(await own.invite(joining), join);
const signUps = await takeTurns(rounds, {
  own: joinAll,
  other: async () =>
    await atOnce(await other.invite(joining, { haveAccounts: false }), signUpAndAccept),
});
const accepts = await takeTurns(rounds, {
  own: joinAll,
  other: async () => await atOnce(await other.invite(joining, { haveAccounts: true }), accept),
});
const [token = ''] = await Promise.all((await own.invite(1)).map(join));
const headers = new Headers({ cookie: other.owners[0]?.cookie ?? '' });
const sessions = await takeTurns(rounds, {
  own: () =>
    atOnce(Array(asking).fill(token), async (each) => {
      if (!(await signedInWith(own.deps.database, each))) throw new Error('not signed in');
    }),
  other: () =>
    atOnce(Array(asking).fill(headers), async (each) => {
      if (!(await auth.api.getSession({ headers: each }))) throw new Error('not signed in');
    }),
});
process.stdout.write(JSON.stringify({ signUps, accepts, sessions }));
process.exit();
