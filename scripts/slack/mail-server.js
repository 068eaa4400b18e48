import { isExample } from '../../src/shared/example-values.js';
import { mail, questions } from './texts.js';

/** @import { MailServer } from '../../src/shared/server-url.js' */
/** @import { Terminal } from './terminal.js' */

/**
 * What is written of mail; MAIL_FROM is left out without email.
 * @typedef {{ SMTP_URL: string, MAIL_FROM?: string }} MailSettings
 */

/** Nobody who sits in front of it waits longer. */
const patienceMs = 20_000;

/**
 * Asks for the mail server, unless it is given, and tries it: until it lets the app sign in, or whoever is asked goes
 * without, or keeps it all the same.
 * @param {Terminal} terminal
 * @param {{ url: string, given: { SMTP_URL?: string | undefined, MAIL_FROM?: string | undefined } }} options
 * @returns {Promise<MailSettings>}
 */
export async function findMailServer(terminal, { url, given }) {
  let smtpUrl =
    wordIn(given.SMTP_URL) ?? (await askServer(terminal, questions.mailServer, { mayKeep: false }));
  let from = given.MAIL_FROM;
  while (smtpUrl !== 'none') {
    from = await goodSender(terminal, url, from);
    if (await tryServer(terminal, smtpUrl, from, url))
      return { SMTP_URL: smtpUrl, MAIL_FROM: from };
    const again = await askServer(terminal, questions.mailServerAgain, { mayKeep: true });
    if (again === 'keep') {
      terminal.say(mail.kept);
      return { SMTP_URL: smtpUrl, MAIL_FROM: from };
    }
    smtpUrl = again;
  }
  return { SMTP_URL: 'none' };
}

/**
 * Asks until there is an answer: a URL, none or keep, or a host, whose user and password are asked for, too.
 * @param {Terminal} terminal
 * @param {string} question
 * @param {{ mayKeep: boolean }} options
 * @returns {Promise<string>}
 */
async function askServer(terminal, question, { mayKeep }) {
  for (;;) {
    const answer = wordIn(await terminal.ask(question)) ?? '';
    if (answer === '') continue;
    if (answer === 'keep' && !mayKeep) {
      terminal.say(mail.nothingToKeep);
      continue;
    }
    if (['none', 'keep'].includes(answer)) return answer;
    const problem = await problemOf(answer.includes('://') ? answer : `smtp://${answer}`);
    if (problem !== undefined) {
      terminal.say(problem);
      continue;
    }
    if (answer.includes('://')) return answer;
    if (answer.includes('@')) return `smtp://${answer}`;
    const user = await terminal.ask(questions.mailUser);
    const password = user && (await terminal.askSecret(questions.mailPassword));
    const credentials = user && `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
    // The port that begins with TLS; the others say STARTTLS first.
    return `${answer.endsWith(':465') ? 'smtps' : 'smtp'}://${credentials}${answer}`;
  }
}

/**
 * What can be said in one word, however it is written.
 * @template {string | undefined} Text
 * @param {Text} text
 */
function wordIn(text) {
  const word = text?.toLowerCase();
  return word === 'none' || word === 'keep' ? word : text;
}

/**
 * Why a mail server can't be used, before it is tried.
 * @param {string} smtpUrl
 */
async function problemOf(smtpUrl) {
  const { parseSmtpUrl } = await import('#built/shared/server-url.js');
  const parsed = parseSmtpUrl(smtpUrl);
  if (!parsed.ok) return mail.unreadable(parsed.refusal);
  return isExample(smtpUrl) ? mail.example : undefined;
}

/**
 * The sender, asked for where there is none that can be used.
 * @param {Terminal} terminal
 * @param {string} url
 * @param {string | undefined} given
 */
async function goodSender(terminal, url, given) {
  const { isOneSender } = await import('#built/shared/sender.js');
  if (given !== undefined && isOneSender(given)) return given;
  if (given !== undefined) terminal.say(mail.givenNoSender);
  return await askSender(terminal, url);
}

/**
 * @param {Terminal} terminal
 * @param {string} url
 */
async function askSender(terminal, url) {
  const { isOneSender } = await import('#built/shared/sender.js');
  const { hostname } = new URL(url);
  const domain = hostname.split('.').length > 2 ? hostname.replace(/^[^.]+\./, '') : hostname;
  const usual = `Invites <invites@${domain}>`;
  for (;;) {
    const answer = await terminal.ask(questions.mailFrom, isOneSender(usual) ? usual : '');
    if (isOneSender(answer) && !isExample(answer)) return answer;
    terminal.say(isExample(answer) ? mail.example : mail.notASender);
  }
}

/**
 * Connects and signs in, without sending anything; says what came of it.
 * @param {Terminal} terminal
 * @param {string} smtpUrl
 * @param {string} from
 * @param {string} url
 */
async function tryServer(terminal, smtpUrl, from, url) {
  const { parseSmtpUrl } = await import('#built/shared/server-url.js');
  const parsed = parseSmtpUrl(smtpUrl);
  if (!parsed.ok) {
    terminal.say(mail.unreadable(parsed.refusal));
    return false;
  }
  terminal.say(mail.trying);
  const { trouble, isEncrypted } = await lookAt(parsed.value, from, url);
  if (trouble !== undefined) {
    terminal.say(trouble);
    return false;
  }
  if (!isEncrypted) terminal.say(mail.worksUnencrypted);
  else terminal.say(parsed.value.credentials ? mail.works : mail.noUser);
  return true;
}

/**
 * @param {MailServer} server
 * @param {string} from
 * @param {string} url
 * @returns {Promise<{ isEncrypted?: boolean, trouble?: string }>}
 */
async function lookAt(server, from, url) {
  const { createMailSender } = await import('#built/delivery/mail-sender.js');
  const settings = { server, from, bouncesTo: undefined, dkim: undefined };
  const sender = createMailSender(settings, new URL(url).hostname);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    sender.close();
  }, patienceMs);
  try {
    return { isEncrypted: (await sender.look()).isEncrypted };
  } catch (error) {
    if (isLate) return { trouble: mail.refused(mail.silent) };
    return { trouble: await troubleText(error) };
  } finally {
    clearTimeout(timer);
    sender.close();
  }
}

/** @param {unknown} error */
async function troubleText(error) {
  const { DeliveryFailed } = await import('#built/delivery/rules.js');
  if (!(error instanceof DeliveryFailed)) throw error;
  const { mailFailure } = await import('#built/delivery/mail-failure.js');
  const { troubleAdvice } = await import('#built/delivery/texts.js');
  const { reason, trouble } = mailFailure(error.cause);
  return mail.refused(reason, trouble && troubleAdvice(trouble));
}
