import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OpenPage, openPage } from '../support/open-page.ts';

let page: OpenPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.stop());

/** Reads a page's stream until it said something of this kind, and gives all of it. */
async function heard(person: string, kind: string, cause: () => Promise<unknown>): Promise<string> {
  const answer = await page.get('/sandbox/live', {}, person);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('no stream');
  await cause();
  let text = '';
  while (!text.includes(`event: ${kind}`)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader.cancel();
  return text;
}

it('tells every page of a new message', async () => {
  const post = () => page.slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'Hi' });
  expect(await heard('U0ADAM', 'change', post)).toContain('event: change');
});

it('tells of a letter with whom it is for and where it is', async () => {
  const text = await heard('U0GUS', 'news', () =>
    page.receiveMail('ana@example.com', 'x', 'Join us'),
  );
  expect(text).toContain('Email to ana@example.com');
  expect(text).toContain('"text":"Join us","href":"/sandbox/mail/1"');
  expect(text).toContain('"many":{"title":"new emails","href":"/sandbox/mail"}');
});

it('tells only the person whose modal opens', async () => {
  const cause = async () => {
    await page.slack.command({ user: 'U0OLGA', command: '/invite' });
    await page.settled();
    await page.slack.post({ user: 'U0MIA', channel: 'C0RANDOM', text: 'For all' });
  };
  const [olga, adam] = await Promise.all([
    heard('U0OLGA', 'change', cause),
    heard('U0ADAM', 'change', async () => undefined),
  ]);
  expect(olga).toContain('event: change');
  expect(adam.match(/event: change/g)).toHaveLength(1);
});

it('ends its streams when it stops, so that the server can close', async () => {
  const answer = await page.get('/sandbox/live');
  page.front.stop();
  expect(await answer.text()).toContain('retry: 1000');
  expect((await page.get('/sandbox/live')).status).toBe(503);
});
