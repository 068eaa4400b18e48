import { createTransport } from 'nodemailer';
import { startMailbox } from '../../src/sandbox/mailbox.ts';
import { freshTeam } from '../../src/sandbox/page/cast.ts';
import { createSandboxFront } from '../../src/sandbox/page/front.tsx';
import { readManifest } from '../../src/sandbox/page/manifest.ts';
import { freshMemory } from '../../src/sandbox/page/memory.ts';
import { realClock } from '../../src/shared/clock.ts';
import { startBoltTeam } from '../sandbox/bolt-team.ts';
import { registerSample, type Told } from './sample-app.ts';

/** The sandbox's page before a tiny app: no browser, no database. */
export type OpenPage = Awaited<ReturnType<typeof openPage>>;

const home = 'http://localhost:3000';

type Fields = Record<string, string> | [string, string][];

function form(fields: Fields, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  };
}

export async function openPage() {
  const told: Told = [];
  const answers: { submit?: object } = {};
  const clock = realClock();
  const declared = readManifest('/invite');
  const team = await startBoltTeam((app) => registerSample(app, told, answers), {
    state: freshTeam(Date.now(), declared.scopes),
    now: () => Date.now() + clock.shiftMs,
    unfurlDomains: ['localhost'],
  });
  const mailbox = await startMailbox();
  const memory = freshMemory();
  let emptied = 0;
  const front = createSandboxFront({
    slack: team.slack,
    mailbox,
    clock,
    memory,
    publicUrl: home,
    declared,
    emptyApp: async () => {
      emptied += 1;
    },
  });

  async function ask(path: string, init: RequestInit, person: string): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('cookie')) headers.set('cookie', `sandbox-person=${person}`);
    return await front.web.request(home + path, { ...init, headers });
  }

  return {
    slack: team.slack,
    mailbox,
    memory,
    clock,
    told,
    answers,
    front,
    emptied: () => emptied,
    settled: team.settled,
    /** The text of a screen as this person sees it. */
    async see(path: string, person = 'U0OLGA', headers: Record<string, string> = {}) {
      const answer = await ask(path, { headers }, person);
      return await answer.text();
    },
    get: (path: string, headers: Record<string, string> = {}, person = 'U0OLGA') =>
      ask(path, { headers }, person),
    /** Sends a form as the page's script does. */
    post: (path: string, fields: Fields, person = 'U0OLGA') =>
      ask(path, form(fields, { 'x-sandbox': 'act' }), person),
    /** Sends a form as a browser without scripts does. */
    postPlainly: (path: string, fields: Fields, person = 'U0OLGA') =>
      ask(path, form(fields), person),
    async receiveMail(to: string, html: string, subject = 'Hello') {
      const transport = createTransport(mailbox.smtpUrl);
      await transport.sendMail({ from: 'app@example.com', to, subject, text: 'In words', html });
      transport.close();
    },
    async stop() {
      front.stop();
      await team.stop();
      await mailbox.stop();
    },
  };
}

/** The `place` of the only form with blocks of this kind on a screen. */
export function placeOn(html: string, kind: string): string {
  const found = new RegExp(`name="place" value="(${kind}/[^"]+)"`).exec(html);
  if (!found?.[1]) throw new Error(`no ${kind} here`);
  return found[1];
}
