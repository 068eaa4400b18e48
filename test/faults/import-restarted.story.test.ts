import { personIn } from 'pretend-slack/driver';
import { expect, inject, test } from 'vitest';
import * as z from 'zod';
import { setStage } from '../../scripts/stage/stage.js';
import { lookAt, manyAddresses } from '../support/import-acts.ts';

const limits = { INVITES_PER_ADMIN_PER_DAY: '27' };
const Row = z.object({ state: z.string(), count: z.number() });

test('a list that waits for tomorrow goes on by itself after the app was stopped and started, and sends nothing twice', async () => {
  const stage = await setStage(inject('testDatabase'), { adminUrl: inject('postgresUrl') });
  const states = () =>
    stage.rows(Row, 'SELECT state::text, count(*)::int FROM import_rows GROUP BY 1 ORDER BY 1');
  const person = personIn(stage.slack, 'U0ADAM');
  try {
    let app = await stage.start(limits);
    const list = await lookAt(stage.slack, manyAddresses(30));
    await list.submits();
    await list.waitsFor('modal', ['*Sending:* 27 of 30', 'Your daily limit is reached.']);
    await list.closes();
    expect(await app.end('SIGTERM')).toBe(0);

    // Started too early it goes on waiting.
    app = await stage.start(limits);
    await person.opensHome();
    await person.waitsFor('home', 'List of 30: 27 sent so far');
    expect(await app.end('SIGTERM')).toBe(0);
    expect(await states()).toEqual([
      { state: 'invited', count: 27 },
      { state: 'waiting', count: 3 },
    ]);

    // A day later, which only the database can tell.
    const day = "interval '24 hours'";
    await stage.run(`UPDATE rate_limits SET ends_at = ends_at - ${day}`);
    await stage.run(`UPDATE imports SET due_at = due_at - ${day}`);
    app = await stage.start(limits);
    await person.waitsFor('messages', 'Your list has been sent. 30 people invited');
    const isThere = () => stage.mail.arrivals.length >= 30;
    await stage.slack.until(isThere, 30_000);
    expect(await app.end('SIGTERM')).toBe(0);
    expect(await states()).toEqual([{ state: 'invited', count: 30 }]);
    const got = stage.mail.arrivals.map(({ to }) => to).sort();
    expect(got).toEqual(manyAddresses(30).sort());
  } finally {
    await stage.stop();
  }
}, 180_000);
