import { afterAll, beforeAll, expect, test } from 'vitest';
import { install } from '../../src/install/use-cases/install.ts';
import { uninstall } from '../../src/install/use-cases/uninstall.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { realClock } from '../../src/shared/clock.ts';
import { rounds, roundsTimeout } from '../support/races.ts';
import { makeTestDatabase, type TestDatabase } from '../support/test-database.ts';

// Slack says once more, late, that a team has uninstalled the app, while that installs it again.

const log = createLogger({ level: 'silent' });
let made: TestDatabase;
beforeAll(async () => {
  made = await makeTestDatabase(realClock(), log);
});
afterAll(async () => {
  await made.database.close();
  await made.remove();
});

async function installIn(slackId: string) {
  const deps = {
    database: made.database,
    secrets: createSecrets(['a-secret-for-tests-a-secret-for-tests']),
    command: '/invite-member',
    log,
    installTeams: 'any',
    uninstall: async () => undefined,
  } as const;
  return await install(deps, {
    slackId,
    name: 'Acme',
    url: undefined,
    slackAppId: 'A1',
    botId: 'B1',
    botUserId: 'U1BOT',
    scopes: ['commands'],
    installerSlackUser: 'U0ADAM',
    tokens: { bot: 'xoxb-1', refresh: undefined, lifeMs: undefined },
  });
}

test(
  'what was said of an earlier installation ends no later one',
  async () => {
    for (const round of rounds()) {
      const team = `T${round}`;
      await installIn(team);
      await made.query(
        `UPDATE installations SET installed_at = now() - interval '1 day' WHERE slack_id = '${team}'`,
      );

      const minuteAgo = new Date(Date.now() - 60_000);
      const late = Array.from({ length: 4 }, () =>
        uninstall({ database: made.database, onUninstalled: [] }, team, { said: minuteAgo }),
      );
      const [installed] = await Promise.all([installIn(team), ...late]);

      expect(installed.ok).toBe(true);
      const [row] = await made.query(
        `SELECT tokens IS NOT NULL AS "hasTokens", uninstalled_at FROM installations WHERE slack_id = '${team}'`,
      );
      expect(row).toEqual({ hasTokens: true, uninstalled_at: null });
    }
  },
  roundsTimeout(),
);
