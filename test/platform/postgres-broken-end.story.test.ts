import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { PostgresClient } from '../../src/platform/database/postgres-session.ts';
import { createDatabase, dropDatabase } from '../support/postgres.ts';

let databaseUrl: string;
beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
});
afterAll(() => dropDatabase(inject('postgresUrl'), databaseUrl));

test.each(['ROLLBACK', 'COMMIT'])(
  'nobody gets a connection whose %s got no answer in time, as its transaction may be open',
  async (text) => {
    const client = new PostgresClient({ connectionString: databaseUrl, query_timeout: 300 });
    await client.connect();
    await client.query({ text: 'BEGIN' });
    // Both wait for longer than they may; the second one is then never sent.
    const slow = client.query('SELECT pg_sleep(1)').catch(({ message }: Error) => message);
    const end = client.query({ text }).catch(({ message }: Error) => message);

    expect(await Promise.all([slow, end])).toEqual(['Query read timeout', 'Query read timeout']);
    await expect(client.query('SELECT 1')).rejects.toThrow();
  },
);
