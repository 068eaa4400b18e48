import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { setStage } from '../stage/stage.js';
import { deliveriesOf, must, until } from './checks.js';
import { invite, learnDialog } from './load.js';
import { startPostfix } from './postfix.js';

/** @import { AppProcess } from '../stage/app-process.js' */
/** @import { Stage } from '../stage/stage.js' */
/** @import { DeliveryRow } from './checks.js' */
/** @import { Postfix } from './postfix.js' */
/**
 * The app, what is around it, and what was found out.
 * @typedef {object} Scene
 * @property {Stage} stage
 * @property {Postfix} postfix
 * @property {AppProcess} app
 * @property {string} pattern Of all invitations.
 * @property {{ troubles: string[], sent?: number, maxAttempts?: number, bounces?: number }} figures
 */

const Readiness = z.looseObject({ email: z.string().optional() });

const maxMs = 180_000;

/**
 * The app beside a real Postfix that is slow, busy, closed, strict, or finds out late. Whoever is invited gets one
 * letter each time, and what is wrong is told by its name.
 */
export async function besidePostfix() {
  const stage = await setStage('postgres');
  const postfix = await startPostfix();
  const more = { SMTP_URL: postfix.smtpUrl, MAIL_BOUNCES: 'bounces@example.com' };
  try {
    const app = await stage.start(more);
    const pattern = await learnDialog(stage.slack);
    /** @type {Scene} */
    const scene = { stage, postfix, app, pattern, figures: { troubles: [] } };
    await arrived(scene);
    await slow(scene);
    await busy(scene);
    await hangingUp(scene);
    await away(scene);
    await notYet(scene);
    await relayDenied(scene);
    await bouncing(scene);
    await notTrusted(scene);
    await trusted(scene, more);
    must((await scene.app.end('SIGTERM')) === 0, 'it did not stop');
    return scene.figures;
  } finally {
    await stage.stop();
    await postfix.remove();
  }
}

/**
 * It looks at a letter for half a minute, for more than one, and for five, before it says yes.
 * @param {Scene} scene
 */
async function slow(scene) {
  const each = ['25', '70', '300'].map(
    (seconds, index) => `{ slow-${index}@example.com = sleep ${seconds} }`,
  );
  const restriction = `check_recipient_access inline:{ ${each.join(' ')} }`;
  await scene.postfix.configure({ smtpd_end_of_data_restrictions: restriction });
  const start = performance.now();
  await inviteMany(scene, 'slow', each.length);
  must((await arrived(scene, 2 * maxMs)).attempts === 1, 'a slow one was tried again');
  must(performance.now() - start > 300_000, 'it was not slow');
}

/**
 * It takes two connections at a time, and few letters a minute.
 * @param {Scene} scene
 */
async function busy(scene) {
  await scene.postfix.configure({
    smtpd_client_event_limit_exceptions: '',
    smtpd_client_connection_count_limit: '2',
    smtpd_client_message_rate_limit: '8',
  });
  await inviteMany(scene, 'busy', 12);
  await arrived(scene);
}

/**
 * It hangs up on connections that are idle for two seconds.
 * @param {Scene} scene
 */
async function hangingUp(scene) {
  await scene.postfix.configure({ smtpd_timeout: '2s' });
  for (const round of [1, 2, 3]) {
    await inviteMany(scene, `idle-${round}`, 2);
    await arrived(scene);
    await wait(2500);
  }
}

/**
 * It is stopped, and started again.
 * @param {Scene} scene
 */
async function away(scene) {
  await scene.postfix.configure({});
  await scene.postfix.stop();
  await inviteMany(scene, 'away', 5);
  await troubleIs(scene, 'unreachable');
  await scene.postfix.start();
  await arrived(scene);
}

/**
 * It asks for patience at first, as greylisting does.
 * @param {Scene} scene
 */
async function notYet(scene) {
  const { stage } = scene;
  const restriction =
    'check_recipient_access inline:{ { example.com = 450 4.2.0 later } }, reject_unauth_destination';
  await scene.postfix.configure({ smtpd_recipient_restrictions: restriction });
  await inviteMany(scene, 'grey', 2);
  await until(
    async () => (await deliveriesOf(stage, 'grey')).every(({ state }) => state === 'retrying'),
    maxMs,
    'they wait for their next try',
  );
  await scene.postfix.configure({});
  await arrived(scene);
}

/**
 * It relays for nobody: about us, not about those who are invited.
 * @param {Scene} scene
 */
async function relayDenied(scene) {
  await scene.postfix.configure({ virtual_mailbox_domains: 'elsewhere.example' });
  await inviteMany(scene, 'relay', 3);
  await inviteMany(scene, 'relay', 3, 'example.org');
  await troubleIs(scene, 'relay');
  await scene.postfix.configure({});
  await arrived(scene);
}

/**
 * It takes the letter, and learns later that nobody is there: the bounce has no link.
 * @param {Scene} scene
 */
async function bouncing({ postfix, stage, pattern, figures }) {
  must(await invite(stage.slack, pattern, 'late@nobody.example'), 'not acknowledged');
  const isBounce = (/** @type {string} */ letter) =>
    /^Delivered-To: bounces@example\.com$/m.test(letter);
  const bounce = await until(
    async () => (await postfix.letters()).find(isBounce),
    maxMs,
    'the bounce arrives',
  );
  must(bounce.includes('nobody.example'), 'another bounce');
  must(!bounce.replace(/=\r?\n/g, '').includes('/join/'), 'the bounce has the link in it');
  figures.bounces = 1;
}

/**
 * Its certificate is nobody's: no letter and no password go over that.
 * @param {Scene} scene
 */
async function notTrusted(scene) {
  await scene.postfix.configure({ smtpd_tls_security_level: 'may' });
  await inviteMany(scene, 'tls', 2);
  await troubleIs(scene, 'certificate');
  await scene.app.end('SIGTERM');
}

/**
 * The app knows who signed it: what waited goes, by TLS.
 * @param {Scene} scene
 * @param {Record<string, string>} more
 */
async function trusted(scene, more) {
  const NODE_EXTRA_CA_CERTS = scene.postfix.certificate;
  scene.app = await scene.stage.start({ ...more, NODE_EXTRA_CA_CERTS });
  await arrived(scene);
  const letters = await scene.postfix.letters();
  const isByTls = (/** @type {string} */ letter) =>
    /^Delivered-To: tls-/m.test(letter) && letter.includes('using TLS');
  must(letters.some(isByTls), 'not by TLS');
}

/**
 * @param {Scene} scene
 * @param {string} name
 * @param {number} count
 */
async function inviteMany({ stage, pattern }, name, count, domain = 'example.com') {
  for (let each = 0; each < count; each += 1) {
    const email = `${name}-${each}@${domain}`;
    must(await invite(stage.slack, pattern, email), `${email} was not acknowledged`);
  }
}

/**
 * Waits until every letter has been taken, and looks that each arrived once. Gives the most attempts.
 * @param {Scene} scene
 */
async function arrived(scene, ms = maxMs) {
  const { stage, postfix, figures } = scene;
  const isSent = (/** @type {DeliveryRow} */ { state }) => state === 'sent';
  await until(async () => (await deliveriesOf(stage)).every(isSent), ms, 'all is sent');
  const rows = (await deliveriesOf(stage)).filter(({ recipient }) => /@example\./.test(recipient));
  const counted = async () => {
    const to = (await postfix.letters()).map(
      (letter) => /^Delivered-To: (.*)$/m.exec(letter)?.[1] ?? '',
    );
    return rows.map(({ recipient }) => to.filter((each) => each === recipient).length);
  };
  await until(async () => (await counted()).every((times) => times > 0), 30_000, 'all has arrived');
  must(
    (await counted()).every((times) => times === 1),
    'a letter arrived twice',
  );
  const attempts = Math.max(...rows.map((row) => row.attempts));
  Object.assign(figures, { sent: rows.length, maxAttempts: attempts });
  return { attempts };
}

/**
 * Waits until /readyz names the trouble, and looks that the app is ready all the same.
 * @param {Scene} scene
 * @param {string} kind
 */
async function troubleIs({ app, figures }, kind) {
  await until(
    async () => {
      const answer = await fetch(`${app.url}/readyz`);
      const { email } = Readiness.parse(await answer.json());
      return answer.status === 200 && email === kind;
    },
    maxMs,
    `the trouble is told as ${kind}`,
  );
  figures.troubles.push(kind);
}
