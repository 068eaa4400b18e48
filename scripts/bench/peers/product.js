import { inviteToken } from '#built/invitations/invite-link.js';
import { inviteMember } from '#built/invitations/use-cases/invite.js';
import { createSecrets } from '#built/platform/crypto/secrets.js';
import { openDatabase } from '#built/platform/database/database.js';
import { createLogger } from '#built/platform/process/logger.js';
import { realClock } from '#built/shared/clock.js';
import { addWorkspaces, clearInvitations } from './rows.js';

/**
 * @import { ActingRequester } from '#built/members/rules.js'
 */

/**
 * This app's use case, without Slack before it and the worker behind it.
 * @param {string} databaseUrl
 * @param {number} workspaces
 */
export async function openProduct(databaseUrl, workspaces) {
  const log = createLogger({ level: 'silent' });
  const database = await openDatabase({ databaseUrl, dataDir: '', clock: realClock(), log });
  const deps = {
    database,
    secrets: createSecrets(['bench-bench-bench-bench-bench-bench']),
    publicUrl: 'http://127.0.0.1',
    inviteTtlMs: 7 * 24 * 3_600_000,
    inviteLimits: { perAdmin: 1_000_000, perWorkspace: 1_000_000 },
    passwordMinLength: 12,
    isByOauth: false,
    changed: () => undefined,
  };
  const all = await addWorkspaces(database, workspaces);
  let invited = 0;

  /**
   * @param {number} index
   * @param {string} email
   */
  async function create(index, email) {
    const requester = requesterOf(all[index % workspaces], index, email);
    const request = { requester, typedEmail: email, role: /** @type {const} */ ('member') };
    const outcome = await inviteMember(deps, { ...request, requestKey: email });
    if (!outcome.ok) throw new Error(`not invited: ${JSON.stringify(outcome.refusal)}`);
    return { id: outcome.value.id, generation: 1 };
  }

  return {
    deps,
    /**
     * Invites so many, one after the other; gives the tokens of their links.
     * @param {number} count
     */
    async invite(count) {
      const tokens = [];
      for (let i = 0; i < count; i += 1) {
        invited += 1;
        tokens.push(inviteToken(deps.secrets, await create(invited, `ana${invited}@example.com`)));
      }
      return tokens;
    },
    create: async (/** @type {number} */ index, /** @type {string} */ email) =>
      void (await create(index, email)),
    clear: () => clearInvitations(database),
    stop: () => database.close(),
  };
}

/**
 * One of Slack's admins, as Slack has just described them: another one for each invitation.
 * @param {{ id: string, slackTeamId: string } | undefined} workspace
 * @param {number} index
 * @param {string} requestKey
 */
function requesterOf(workspace, index, requestKey) {
  const person = {
    userId: `U0ADMIN${index}`,
    teamId: workspace?.slackTeamId,
    name: 'Adam',
    address: undefined,
    isSlackAdmin: true,
    isFullMember: true,
  };
  return /** @type {ActingRequester} */ (
    /** @type {unknown} */ ({ workspace, person, requestKey })
  );
}
