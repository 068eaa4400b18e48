import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redacted } from '../../src/page/inspector-page.tsx';
import { type OpenPage, openPage } from '../support/open-page.ts';

let page: OpenPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.stop());

describe('who one is', () => {
  it('is the owner at first, and whoever one chooses from then on', async () => {
    const first = await page.get('/', { cookie: '' });
    expect(await first.text()).toContain('<body data-person="U0OLGA">');
    const chosen = await page.post('/sandbox/who', { person: 'U0MIA', back: '/sandbox/mail' });
    expect(chosen.headers.get('location')).toBe('/sandbox/mail');
    expect(chosen.headers.get('set-cookie')).toMatch(/^sandbox-person=U0MIA;.*HttpOnly/);
    expect(await page.see('/', 'U0MIA')).toContain('<body data-person="U0MIA">');
  });

  it('can be nobody who is not there', async () => {
    const answer = await page.post('/sandbox/who', { person: 'USLACKBOT', back: '/' });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('shows each only their own conversations', async () => {
    expect(await page.see('/', 'U0OLGA')).toContain('launch-plans');
    expect(await page.see('/', 'U0GUS')).not.toContain('launch-plans');
    const answer = await page.get('/sandbox/c/C0SECRET', {}, 'U0GUS');
    expect(answer.headers.get('location')).toBe('/');
  });
});

describe('what is new', () => {
  it('marks what others wrote until one looks', async () => {
    const unread = '<span class="place-name">random</span><span class="unseen"> (new messages)';
    await page.see('/sandbox/c/C0RANDOM');
    expect(await page.see('/')).not.toContain(unread);
    await page.slack.post({ user: 'U0MIA', channel: 'C0RANDOM', text: 'News' });
    expect(await page.see('/')).toContain(unread);
    await page.see('/sandbox/c/C0RANDOM');
    expect(await page.see('/')).not.toContain(unread);
  });

  it('shows an ephemeral message to one person only', async () => {
    const { state } = page.slack;
    const rest = { ts: '1900000000.000001', channel: 'C0GENERAL', from: 'app' as const };
    state.ephemerals.push({ id: 'E1', user: 'U0MIA', text: 'Between us', ...rest });
    const seen = await page.see('/', 'U0MIA');
    expect(seen).toContain('Only visible to you');
    expect(seen).toContain('Between us');
    expect(await page.see('/', 'U0ADAM')).not.toContain('Between us');
  });
});

describe('the mailbox', () => {
  const html = '<html><head></head><body><a href="https://example.com/">Join</a></body></html>';

  it('shows letters, new ones marked, with their parts', async () => {
    await page.receiveMail('ana@example.com', html, 'Come & join');
    expect(await page.see('/sandbox/mail')).toMatch(/New: <\/span>ana@example.com/);
    const letter = await page.see('/sandbox/mail/1');
    expect(letter).toContain('Come &amp; join');
    expect(letter).toContain('src="/sandbox/mail/1/html"');
    expect(letter).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(await page.see('/sandbox/mail')).not.toContain('New: ');
    expect(await page.see('/sandbox/mail/1?part=text')).toContain('In words');
    expect(await page.see('/sandbox/mail/1?part=headers')).toContain('Subject: Come &amp; join');
  });

  it('keeps a letter’s HTML in a frame without scripts, its links opening beside', async () => {
    await page.receiveMail('ana@example.com', html);
    const answer = await page.get('/sandbox/mail/1/html');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).not.toContain('script-src');
    expect(await answer.text()).toContain('<head><base target="_blank">');
  });
});

describe('the tour', () => {
  it('ticks off what people do, in their order, and can be hidden', async () => {
    await page.see('/sandbox/app');
    expect(await page.see('/')).toMatch(/Step 1 of 2.*Send one/s);
    await page.receiveMail('ana@example.com', 'x');
    expect(await page.see('/')).toMatch(/Step 2 of 2.*Open Home/s);
    expect(await page.see('/sandbox/app')).toContain('That was all');
    expect(page.memory.tour.done).toEqual(['letter', 'home']);
    await page.post('/sandbox/tour', { back: '/' });
    expect(await page.see('/')).not.toContain('That was all');
  });
});

describe('behind the scenes', () => {
  it('moves the clock of Slack and the app', async () => {
    await page.post('/sandbox/clock', { days: '7', back: '/' });
    expect(page.clock.shiftMs).toBe(7 * 86_400_000);
    expect(await page.see('/')).toContain('7 days ahead');
    const { ts } = await page.slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'Later' });
    expect(Number(ts) * 1000).toBeGreaterThan(Date.now() + 6 * 86_400_000);
  });

  it.each(['-1', '0.5', '9000', 'x'])('does not move it by %s days', async (days) => {
    await page.post('/sandbox/clock', { days, back: '/' });
    expect(page.clock.shiftMs).toBe(0);
  });

  it('takes the mail server down and up again', async () => {
    await page.post('/sandbox/faults', { fault: 'mailDown', back: '/' });
    await expect(page.receiveMail('ana@example.com', 'x')).rejects.toThrow(/421/);
    expect(await page.see('/')).toMatch(/value="mailDown" aria-checked="true"/);
    await page.post('/sandbox/faults', { fault: 'mailDown', back: '/' });
    await page.receiveMail('ana@example.com', 'x');
    expect(page.mailbox.letters).toHaveLength(1);
  });

  it('makes Slack say 429, until it is told not to', async () => {
    const call = () => fetch(`${page.slack.apiUrl}auth.test`, { method: 'POST' });
    await page.post('/sandbox/faults', { fault: 'slackBusy', back: '/' });
    const busy = [await call(), await call()];
    expect(busy.map((answer) => answer.status)).toEqual([429, 429]);
    expect(busy[0]?.headers.get('retry-after')).toBe('10');
    await page.post('/sandbox/faults', { fault: 'slackBusy', back: '/' });
    expect((await call()).status).toBe(200);
  });

  it('shows what went over the wire, without secrets', async () => {
    await page.post('/sandbox/say', { channel: 'C0GENERAL', text: '/invite', back: '/' });
    await page.settled();
    const seen = await page.see('/sandbox/inspector');
    expect(seen).toContain('<b>command</b>');
    expect(seen).toContain('<b>views.open</b>');
    expect(seen).not.toMatch(/xoxb-|response\/[0-9A-V]{24}/);
  });

  it('hides tokens in what it shows, and what the app calls secret', async () => {
    const shown = redacted({
      token: 'secret',
      trigger_id: '1.2.3',
      deep: { text: 'xoxb-1-2-3, xoxe-1-abc and xapp-1-abc' },
    });
    expect(shown).not.toMatch(/secret|1\.2\.3|xox|xapp/);
    await page.post('/sandbox/say', { channel: 'C0GENERAL', text: '/invite join/abc', back: '/' });
    await page.settled();
    expect(await page.see('/sandbox/inspector')).toContain('join/[hidden]');
  });

  it('starts over', async () => {
    await page.post('/sandbox/clock', { days: '1', back: '/' });
    await page.post('/sandbox/say', { channel: 'C0GENERAL', text: 'Old news', back: '/' });
    await page.receiveMail('ana@example.com', 'x');
    await page.post('/sandbox/start-over', { back: '/' });
    const seen = await page.see('/');
    expect(seen).not.toContain('Old news');
    expect(seen).toContain('Step 1 of 2');
    expect(page.mailbox.letters).toHaveLength(0);
    expect(page.clock.shiftMs).toBe(0);
    expect(page.emptied()).toBe(1);
  });
});

describe('the page’s own safety', () => {
  const body = new URLSearchParams({ channel: 'C0GENERAL', text: 'Forged', back: '/' });
  const send = (headers: Record<string, string>) =>
    page.front.web.request('http://localhost:3000/sandbox/say', { method: 'POST', body, headers });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:4000' }],
    [{ origin: 'http://evil.example' }],
    [{}],
  ])('takes no form of another site: %j', async (headers) => {
    expect((await send(headers as Record<string, string>)).status).toBe(403);
    expect(page.slack.messages('C0GENERAL').map((one) => one.text)).not.toContain('Forged');
  });

  it.each([[{ 'sec-fetch-site': 'same-origin' }], [{ origin: 'http://localhost:3000' }]])(
    'takes its own: %j',
    async (headers) => {
      expect((await send(headers as Record<string, string>)).status).toBe(303);
    },
  );

  it('answers to no name but its own', async () => {
    const answer = await page.front.web.request('http://evil.example:3000/');
    expect(answer.status).toBe(403);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/sandbox/\\evil'])(
    'never leads away, as to %s',
    async (back) => {
      const answer = await page.post('/sandbox/tour', { back });
      expect(answer.headers.get('location')).toBe('/');
    },
  );

  it('needs no inline script and no inline style', async () => {
    const answer = await page.get('/');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /script-src 'self'; style-src 'self'/,
    );
    const seen = await answer.text();
    expect(seen).not.toMatch(/ style="| on[a-z]+="|<script(?! type="module" src=)/);
  });
});
