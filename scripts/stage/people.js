/** @import { Stage } from './stage.js' */

/**
 * The body of the form with which somebody joins.
 * @param {string} displayName
 */
export function joinForm(displayName) {
  const form = new FormData();
  form.set('displayName', displayName);
  form.set('password', 'correct horse battery staple');
  return form;
}

/**
 * Sends Slack's dialog for an invitation, filled in with an address.
 * @param {Stage['slack']} slack
 * @param {string} user
 * @param {string} email
 */
export async function inviteByDialog(slack, user, email) {
  await slack.command({ user, command: '/invite' });
  const { view } = await slack.until(() => slack.modal(user), 20_000);
  const field = view.blocks.find(
    (block) => 'label' in block && block.label.text === 'Email address',
  );
  if (!field?.block_id) throw new Error('The dialog has no field for an address.');
  await slack.submit({ user, values: { [field.block_id]: email } });
  await slack.close({ user, all: true });
}

/**
 * Invites somebody from Slack; gives the path of their link, once the email has come.
 * @param {Stage} stage
 * @param {string} user
 * @param {string} email
 */
export async function linkFor({ slack, mail }, user, email) {
  const letter = arrivalFor(mail, email);
  await inviteByDialog(slack, user, email);
  const { path } = await letter;
  if (path === undefined) throw new Error(`The email to ${email} has no link.`);
  return path;
}

/**
 * The letter to somebody, once it has come.
 * @param {Stage['mail']} mail
 * @param {string} email
 * @returns {Promise<Stage['mail']['arrivals'][number]>}
 */
export function arrivalFor(mail, email) {
  return new Promise((resolve) => {
    const forget = mail.onArrival((arrival) => {
      if (arrival.to !== email) return;
      forget();
      resolve(arrival);
    });
  });
}

/**
 * Somebody is invited and joins; gives their session's cookie.
 * @param {Stage} stage
 * @param {string} url Where the app is.
 * @param {string} user Who invites.
 * @param {string} email
 */
export async function signUp(stage, url, user, email) {
  const path = await linkFor(stage, user, email);
  const joined = await fetch(url + path, {
    method: 'POST',
    body: joinForm('Ana'),
    headers: { 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  });
  const [cookie] = joined.headers.getSetCookie();
  if (cookie === undefined) throw new Error(`${email} was not let in: ${joined.status}`);
  return cookie.replace(/;.*/, '');
}

/**
 * What the browser that this cookie signs in shows proxies in front of other tools.
 * @param {string} url
 * @param {string} cookie
 */
export async function enter(url, cookie) {
  const entered = await fetch(`${url}/auth/enter`, { headers: { cookie }, redirect: 'manual' });
  const [shown] = entered.headers.getSetCookie();
  if (shown === undefined) throw new Error(`no cookie for proxies: ${entered.status}`);
  return shown.replace(/;.*/, '');
}
