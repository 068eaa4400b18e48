import type { PretendSlack } from 'pretend-slack';
import type { Mailbox } from 'pretend-slack/mailbox';
import { expect } from 'vitest';
import type { Config } from '../../src/config.ts';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { furnish, neighboursMark, neighboursToken, strangersIn } from './neighbour-rows.ts';
import { rowsSeenBy } from './rows.ts';
import type { TestDatabase } from './test-database.ts';
import { installed, partRows } from './two-teams.ts';

/** Another team with the app, which has the same people and addresses as the story and must notice nothing of it. */
export interface Neighbour {
  /** The database without the neighbour's rows, as if the story's team were alone. */
  readonly database: TestDatabase;
  /** Notes what the story was shown. */
  overhear(response: Response): void;
  /** While the app runs: nothing of the neighbour's has changed, and its browser and link still work. */
  expectAtHome(app: { url: string; clock: Clock }): Promise<void>;
  /** Once the app has stopped: it did nothing in the neighbour's Slack, and told the story nothing of it. */
  expectUnnoticed(letters: Mailbox['letters']): Promise<void>;
}

const day = 86_400_000;

/** Installs the app in the story's team and in the neighbour's, and furnishes that one. */
export async function settleNeighbour(place: {
  slack: PretendSlack;
  database: TestDatabase;
  config: Config;
}): Promise<Neighbour> {
  const { slack, database, config } = place;
  const team = { id: 'T0GLOBEX', name: 'Globex', domain: 'globex' };
  const theirs = slack.addTeam({ team });
  theirs.state.users.push(...strangersIn(theirs.state.users));
  // First, so that whatever takes the first row takes the wrong one.
  const workspaceId = await installed(place, theirs);
  const invitationId = await furnish(database, workspaceId, theirs.state.users);
  await installed(place, slack);
  await partRows(database, workspaceId, team.id);
  const rows = (): Promise<string[]> =>
    rowsSeenBy((sql, parameters) => database.query(sql, parameters, 'neighbour'));
  const before = { rows: await rows(), state: structuredClone(theirs.state) };
  const shown: Promise<string>[] = [];
  const token = inviteToken(createSecrets(config.appSecrets), { id: invitationId, generation: 1 });

  return {
    database: { ...database, query: (sql, parameters) => database.query(sql, parameters, 'story') },
    overhear(response) {
      // What breaks off on purpose was shown to nobody.
      const text = response.clone().text().catch(String);
      shown.push(text.then((body) => JSON.stringify([...response.headers, body])));
    },
    async expectAtHome({ url, clock }) {
      expect(await rows()).toEqual(before.rows);
      // Later both have ended by themselves.
      if (clock.shiftMs > day) return;
      const cookie = ['', '__Host-', '__Secure-']
        .map((prefix) => `${prefix}invitations-session=${neighboursToken}`)
        .join('; ');
      for (const [path, headers] of [
        ['/account', { cookie }],
        [`/join/${token}`, {}],
      ] as const) {
        const response = await fetch(url + path, { headers });
        expect(response.status, path).toBe(200);
        expect(await response.text(), path).toContain('Globex');
      }
    },
    async expectUnnoticed(letters) {
      expect(theirs.calls).toEqual([]);
      expect(theirs.requests).toEqual([]);
      expect(theirs.refusals).toEqual([]);
      expect(theirs.state).toEqual(before.state);
      const { calls, requests, state } = slack;
      expect(JSON.stringify({ calls, requests, state })).not.toMatch(neighboursMark);
      for (const { to, parsed } of letters) {
        const { subject, text, html } = parsed;
        expect(JSON.stringify({ to, subject, text, html })).not.toMatch(neighboursMark);
      }
      for (const page of await Promise.all(shown)) expect(page).not.toMatch(neighboursMark);
    },
  };
}
