import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allScopes } from '../../src/slack/cast.ts';
import type { FaultPlan } from '../../src/slack/face.ts';
import type { ChosenFile } from '../../src/slack/files.ts';
import { inputOf, modalOf } from '../support/block-kit-samples.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';
import { clientOf, errorOf } from '../support/slack-client.ts';

const token = 'xoxb-test';
const list: ChosenFile = { name: 'new people.csv', bytes: 'email\nana@example.com\n' };
const tenMegabytes = 10 * 1024 * 1024;

/** A file as the app is told of it. */
interface SentFile {
  id: string;
  url_private: string;
  url_private_download: string;
}

let team: BoltTeam;
let sent: SentFile[][];
let opening: string;

function register(app: App): void {
  app.command('/import', async ({ ack, body, client }) => {
    await ack();
    const element = { type: 'file_input', action_id: 'list', filetypes: ['csv'], max_files: 2 };
    const view = modalOf([inputOf(element, { block_id: 'list' })], { callback_id: 'import' });
    const { trigger_id } = body;
    opening = await errorOf(client.views.open({ trigger_id, view: view as never }));
  });
  app.view('import', async ({ ack, view }) => {
    sent.push(view.state.values.list?.list?.files as unknown as SentFile[]);
    await ack();
  });
}

async function start(scopes: readonly string[] = allScopes): Promise<void> {
  sent = [];
  team = await startBoltTeam(register, { scopes });
  await team.slack.command({ user: 'U0MIA', command: '/import' });
  await team.settled();
}
beforeEach(() => start());
afterEach(() => team.stop());

const submit = (files: unknown) => team.slack.submit({ user: 'U0MIA', values: { list: files } });

/** Sends the file in, and gives it as the app was told of it. */
async function sendIn(file = list): Promise<SentFile> {
  await submit(file);
  const told = sent[0]?.[0];
  if (!told) throw new Error('nothing was sent');
  return told;
}

function get(url: string, as: string | undefined = token): Promise<Response> {
  const headers = { ...(as !== undefined && { authorization: `Bearer ${as}` }) };
  return fetch(url, { headers, redirect: 'manual' });
}

describe('a file input', () => {
  it('sends files as Slack describes them', async () => {
    await submit([list, { name: 'NOTES.TXT', bytes: new Uint8Array([1, 2]) }]);
    expect(sent).toMatchObject([
      [
        {
          id: expect.stringMatching(/^F/),
          name: 'new people.csv',
          title: 'new people.csv',
          mimetype: 'text/csv',
          filetype: 'csv',
          size: 22,
          mode: 'hosted',
          user: 'U0MIA',
          user_team: 'T0SANDBOX',
        },
        { name: 'NOTES.TXT', mimetype: 'text/plain', filetype: 'text', size: 2 },
      ],
    ]);
  });

  it('is empty until somebody chooses a file', async () => {
    expect(await submit([])).toMatchObject({
      refusedByClient: { list: 'Complete this required field.' },
    });
  });

  it('takes a file that was chosen before by its id, from whoever chose it', async () => {
    await submit([list, list, list]);
    const [first] = team.slack.state.files;
    await submit([first?.id]);
    expect(sent).toMatchObject([[{ id: first?.id }]]);
    await team.slack.command({ user: 'U0ADAM', command: '/import' });
    await team.settled();
    const values = { list: [first?.id] };
    await expect(team.slack.submit({ user: 'U0ADAM', values })).rejects.toThrow('has no file F');
  });

  it.each([
    ['too many files', [list, list, list], 'Choose no more than 2 files.'],
    [
      'a file that is too large',
      { name: 'all.csv', bytes: Buffer.alloc(tenMegabytes + 1) },
      'all.csv is larger than 10 MB.',
    ],
  ])('is refused by the client with %s', async (_name, files, said) => {
    expect(await submit(files)).toMatchObject({ refusedByClient: { list: said } });
    expect(sent).toEqual([]);
  });

  it('takes 10 MB', async () => {
    await sendIn({ name: 'all.csv', bytes: Buffer.alloc(tenMegabytes) });
    expect(sent).toMatchObject([[{ size: tenMegabytes }]]);
  });

  it('leaves it to the app to look at the type of a file', async () => {
    await sendIn({ name: 'tool', bytes: 'x' });
    expect(sent).toMatchObject([
      [{ filetype: 'binary', mimetype: 'application/octet-stream', size: 1 }],
    ]);
  });

  it('needs its scope', async () => {
    await team.stop();
    await start(['commands']);
    expect(opening).toBe('invalid_arguments');
    expect(team.slack.refusals).toMatchObject([
      {
        where: 'views.open',
        problems: ['file_input needs the scope files:read [json-pointer:/view/blocks/0/element]'],
      },
    ]);
  });
});

describe('the address of a file', () => {
  it('gives its bytes to a token that may read files', async () => {
    const { url_private, url_private_download } = await sendIn();
    for (const url of [url_private, url_private_download]) {
      const answer = await get(url);
      expect(answer.headers.get('content-type')).toBe('text/csv');
      expect(answer.headers.get('content-length')).toBe('22');
      expect(await answer.text()).toBe(list.bytes);
    }
    expect(team.slack.calls.slice(-1)).toMatchObject([
      { method: 'file', args: { name: 'new people.csv' }, token: 'bot', status: 200 },
    ]);
  });

  it('shows a page to sign in to anybody else, as if all were well', async () => {
    const { url_private_download: url } = await sendIn();
    const strangers = [await fetch(url), await get(url, 'xoxb-wrong')];
    team.slack.state.scopes = ['commands'];
    for (const answer of [...strangers, await get(url)]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(await answer.text()).toContain('Sign in to Slack');
    }
  });

  it('knows the files that are there', async () => {
    const { url_private } = await sendIn();
    expect((await get(url_private.replace(/-F\w+/, '-F0'))).status).toBe(404);
  });
});

describe('the address of a file, at fault on purpose', () => {
  const failing = async (how: FaultPlan) => {
    const { url_private_download: url } = await sendIn();
    team.slack.fail('file', how);
    return { url, answer: await get(url) };
  };

  it('sends to another host', async () => {
    const { url, answer } = await failing({ redirectTo: 'http://elsewhere.example/' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe('http://elsewhere.example/');
    expect((await get(url)).status).toBe(200);
  });

  it('answers with a status, or that it is asked too often', async () => {
    const { url, answer } = await failing({ status: 500 });
    expect(answer.status).toBe(500);
    team.slack.fail('file', { retryAfter: 7, args: { name: list.name } });
    const busy = await get(url);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('gives more bytes than it said', async () => {
    const { answer } = await failing({ moreBytes: 5 });
    expect(answer.headers.get('content-length')).toBeNull();
    expect(await answer.text()).toBe(`${list.bytes}     `);
  });

  it('is slow to answer, or stops in the middle', async () => {
    const { url } = await failing({ delayMs: 1 });
    team.slack.fail('file', { pauseMs: 60_000 });
    const answer = await get(url);
    const first = await answer.body?.getReader().read();
    expect(first?.value).toHaveLength(11);
  });

  it('is not met by what fails all methods', async () => {
    const { url_private } = await sendIn();
    team.slack.fail('*', { status: 503 });
    expect((await get(url_private)).status).toBe(200);
  });
});

describe('files.info', () => {
  it('tells of a file, to whom it may', async () => {
    const file = await sendIn();
    const client = clientOf(team.slack, token);
    expect((await client.files.info({ file: file.id })).file).toEqual(file);
    expect(await errorOf(client.files.info({ file: 'F0' }))).toBe('file_not_found');
    team.slack.state.scopes = ['commands'];
    expect(await errorOf(client.files.info({ file: file.id }))).toBe('missing_scope');
  });
});
