import { createTransport } from 'nodemailer';
import { startMailbox } from '../../src/mailbox/index.ts';
import { freshMemory } from '../../src/page/memory.ts';
import { createPage } from '../../src/page/page.tsx';
import { lifelikeTeam } from '../../src/page/team.ts';
import { startBoltTeam } from './bolt-team.ts';
import { registerSample, sampleManifest, sampleTour, type Told } from './sample-app.ts';

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
  const clock = { shiftMs: 0 };
  const now = () => Date.now() + clock.shiftMs;
  const freshTeam = () => lifelikeTeam({}, sampleManifest, now());
  const team = await startBoltTeam((app) => registerSample(app, told, answers), {
    state: freshTeam(),
    now,
    manifest: sampleManifest,
  });
  const mailbox = await startMailbox();
  const memory = freshMemory();
  let emptied = 0;
  const front = createPage({
    slack: team.slack,
    mailbox,
    clock,
    memory,
    publicUrl: home,
    manifest: sampleManifest,
    tour: sampleTour,
    freshTeam,
    hideSecrets: (text) => text.replaceAll('join/abc', 'join/[hidden]'),
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
    app: team.app,
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
    /** Sends a form with files. */
    postParts: (path: string, body: FormData, person = 'U0OLGA') =>
      ask(path, { ...form({}), body }, person),
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
