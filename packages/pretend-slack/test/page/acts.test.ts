import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenPage, openPage, placeOn } from '../support/open-page.ts';
import { fruits, sampleModal } from '../support/sample-app.ts';

let page: OpenPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.stop());

const general = { channel: 'C0GENERAL', back: '/' };

async function openModal(): Promise<string> {
  await page.post('/sandbox/say', { ...general, text: '/invite' });
  await page.settled();
  return placeOn(await page.see('/'), 'modal');
}

function act(place: string, fields: Record<string, string> | [string, string][]) {
  const entries = Array.isArray(fields) ? fields : Object.entries(fields);
  return page.post('/sandbox/act', [['place', place], ['back', '/'], ...entries]);
}

describe('writing', () => {
  it('runs a command with what comes after it', async () => {
    const answer = await page.post('/sandbox/say', { ...general, text: '/invite  a@b.example ' });
    expect(answer.status).toBe(303);
    await page.settled();
    expect(page.told).toEqual([{ command: '/invite', text: 'a@b.example', channel: 'C0GENERAL' }]);
    expect(await page.see('/')).toContain('<h2 id="modal-title">Sample</h2>');
  });

  it('tells a command of people and groups by their ids', async () => {
    await page.post('/sandbox/say', { ...general, text: '/invite @mia @design' });
    await page.settled();
    const text = '<@U0MIA|mia> <!subteam^S0DESIGN|@design>';
    expect(page.told).toMatchObject([{ command: '/invite', text }]);
  });

  it('says which commands there are instead of running an unknown one', async () => {
    await page.post('/sandbox/say', { ...general, text: '/giphy cats' });
    expect(page.told).toEqual([]);
    expect(await page.see('/')).toContain('/giphy isn’t a command here. Try /invite or /import.');
  });

  it('posts anything else, escaped, for all to see', async () => {
    await page.post('/sandbox/say', { ...general, text: '<b>Hi</b> *all* @olga' });
    const seen = await page.see('/', 'U0MIA');
    expect(seen).toContain('&lt;b&gt;Hi&lt;/b&gt; <strong>all</strong>');
    expect(seen).toContain('@Olga Owner');
  });

  it('keeps threads together', async () => {
    const message = await page.slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: 'Root' });
    await page.post('/sandbox/say', { ...general, text: 'A reply', thread: message.ts });
    expect(await page.see('/')).toContain('1 reply');
    expect(await page.see('/')).not.toContain('A reply');
    expect(await page.see(`/sandbox/c/C0GENERAL?thread=${message.ts}`)).toContain('A reply');
  });

  it('posts nothing where one is not', async () => {
    await page.post('/sandbox/say', { channel: 'C0SECRET', text: 'Psst', back: '/' }, 'U0GUS');
    expect(page.slack.messages('C0SECRET').map((one) => one.text)).not.toContain('Psst');
  });

  it('shows what the app says about a link, before it is posted and after', async () => {
    const text = 'Join http://localhost:3000/join/abc';
    await page.post('/sandbox/compose', { channel: 'C0GENERAL', text });
    await page.settled();
    expect(await page.see('/')).toContain('Think twice');
    expect(await page.see('/', 'U0MIA')).not.toContain('Think twice');
    await page.post('/sandbox/say', { ...general, text });
    await page.settled();
    expect(await page.see('/', 'U0MIA')).toContain('It works once');
    expect(await page.see('/')).not.toContain('Think twice');
  });

  it('uses a global shortcut', async () => {
    await page.post('/sandbox/shortcut', { shortcut: 'invite_member', back: '/' });
    expect(page.told).toEqual([{ shortcut: 'invite_member' }]);
  });
});

describe('modals', () => {
  it('sends what is typed and chosen', async () => {
    const place = await openModal();
    await act(place, [
      ['do', 'submit'],
      ['in/email/it', 'ana@example.com'],
      ['in/role/it', 'banana'],
      ['in/people/it', 'U0ADAM'],
      ['in/people/it', 'U0MIA'],
    ]);
    expect(page.told.at(-1)).toMatchObject({
      submitted: {
        email: { it: { value: 'ana@example.com' } },
        role: { it: { selected_option: fruits[2] } },
        people: { it: { selected_users: ['U0ADAM', 'U0MIA'] } },
        fruit: { it: { selected_option: null } },
      },
    });
    expect(await page.see('/')).not.toContain('class="modal"');
  });

  it('opens before the next screen, for browsers without a script', async () => {
    await page.postPlainly('/sandbox/say', { ...general, text: '/invite' });
    expect(await page.see('/')).toContain('<h2 id="modal-title">Sample</h2>');
  });

  it('says at the field what Slack would not send', async () => {
    await act(await openModal(), { do: 'submit', 'in/email/it': 'nonsense' });
    const seen = await page.see('/');
    expect(seen).toContain('Enter a valid email address.');
    expect(seen).toContain('value="nonsense"');
    expect(page.told).toHaveLength(1);
  });

  it('says at the field what the app does not take', async () => {
    page.answers.submit = { response_action: 'errors', errors: { email: 'A member already.' } };
    await act(await openModal(), { do: 'submit', 'in/email/it': 'ana@example.com' });
    expect(await page.see('/')).toMatch(/class="problem"[^>]*>A member already\./);
  });
});

describe('what an app answers to a modal', () => {
  it('goes through a stack of views and back', async () => {
    const title = { type: 'plain_text', text: 'Second' };
    page.answers.submit = { response_action: 'push', view: sampleModal({ title } as never) };
    await act(await openModal(), { do: 'submit', 'in/email/it': 'ana@example.com' });
    const seen = await page.see('/');
    expect(seen).toContain('<h2 id="modal-title">Second</h2>');
    expect(seen).toContain('aria-label="Back"');
    await act(placeOn(seen, 'modal'), { do: 'close' });
    const below = await page.see('/');
    expect(below).toContain('<h2 id="modal-title">Sample</h2>');
    expect(below).toContain('value="ana@example.com"');
  });

  it('says that the app’s answer was no good, and why', async () => {
    page.answers.submit = { response_action: 'update', view: { type: 'modal' } };
    await act(await openModal(), { do: 'submit', 'in/email/it': 'ana@example.com' });
    const seen = await page.see('/');
    expect(seen).toContain('We had some trouble connecting. Try again?');
    expect(seen).toContain('Slack would refuse this.');
    await page.post('/sandbox/put-away', { what: 'refusals', back: '/' });
    expect(await page.see('/')).not.toContain('Slack would refuse this.');
  });

  it('shows a view that Slack would refuse as refused', async () => {
    await page.post('/sandbox/say', { ...general, text: '/invite bad' });
    await page.settled();
    const seen = await page.see('/');
    expect(seen).toContain('Slack would refuse this.');
    expect(seen).toMatch(/<code>views\.open<\/code>[^<]*title/);
    expect(seen).not.toContain('class="modal"');
  });

  it('presses a button with what is typed by then', async () => {
    await act(await openModal(), { press: 'more/more/m', 'in/email/it': 'half' });
    expect(page.told.at(-1)).toMatchObject({
      action: { action_id: 'more', block_id: 'more', value: 'm' },
      values: { email: { it: { value: 'half' } } },
    });
    expect(await page.see('/')).toContain('value="half"');
  });

  it('searches in an external select, with a script and without', async () => {
    const place = await openModal();
    const find = { place, find: 'fruit/it', 'q/fruit/it': 'ap', back: '/' };
    const found = await page.post('/sandbox/find', find);
    expect(await found.json()).toEqual([
      { value: 'apple', text: 'A fine apple' },
      { value: 'apricot', text: 'A fine apricot' },
    ]);
    await page.postPlainly('/sandbox/act', find);
    expect(await page.see('/')).toContain('name="in/fruit/it" value="apricot"');
    await act(place, { do: 'submit', 'in/email/it': 'a@b.example', 'in/fruit/it': 'apricot' });
    expect(page.told.at(-1)).toMatchObject({
      submitted: { fruit: { it: { selected_option: fruits[1] } } },
    });
  });

  it('says that a closed dialog is gone, and tells the app nothing', async () => {
    const place = await openModal();
    await act(place, { do: 'close-all' });
    await act(place, { do: 'submit', 'in/email/it': 'ana@example.com' });
    expect(await page.see('/')).toContain('That’s no longer there');
    expect(page.told).toHaveLength(1);
  });
});

describe('Home', () => {
  it('is published when somebody opens it, and not when their page looks again', async () => {
    expect(await page.see('/sandbox/app')).toContain('Welcome <strong>home</strong>');
    const opened = () => page.slack.requests.filter((one) => one.kind === 'app_home_opened');
    await page.see('/sandbox/app', 'U0OLGA', { 'x-sandbox': 'refresh' });
    await page.see('/sandbox/app', 'U0OLGA', { 'x-sandbox': 'act' });
    expect(opened()).toHaveLength(1);
    await page.see('/sandbox/app', 'U0OLGA', { 'x-sandbox': 'go' });
    expect(opened()).toHaveLength(2);
  });

  it('tells the app what is chosen in its menus', async () => {
    const place = placeOn(await page.see('/sandbox/app'), 'home');
    await act(place, { press: 'top/filter', 'in/top/filter': 'banana' });
    expect(page.told.at(-1)).toMatchObject({
      action: { action_id: 'filter', selected_option: fruits[2] },
    });
    await act(place, { press: 'row/menu/revoke%201' });
    expect(page.told.at(-1)).toMatchObject({
      action: { action_id: 'menu', selected_option: { value: 'revoke 1' } },
    });
  });

  it('takes no press that it does not show', async () => {
    const place = placeOn(await page.see('/sandbox/app'), 'home');
    await act(place, { press: 'row/menu/forged' });
    await act(place, { press: 'other/thing/1' });
    expect(page.told).toEqual([]);
    expect(await page.see('/')).toContain('That’s no longer there');
  });
});
