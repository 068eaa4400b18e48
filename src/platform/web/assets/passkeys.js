// Passkeys, where the browser has them: asks for one, and sends it with the form that its button stands in. Without this
// script those buttons aren't seen, and everything else works.

import { passkeyTexts } from './passkey-texts.js';

/** A challenge works for five minutes; those who take longer to choose get another before. */
const challengeMs = 240_000;

const instead = document.querySelector('details[data-instead]');
if ('PublicKeyCredential' in window && navigator.credentials) {
  for (const button of document.querySelectorAll('button')) {
    if (button.dataset.passkey) offer(button);
  }
  if (instead instanceof HTMLDetailsElement) {
    foldAway(instead);
    putSlackSecond(instead);
  }
}

/** @param {HTMLButtonElement} button */
function offer(button) {
  const status = document.createElement('p');
  status.className = 'hint';
  status.setAttribute('role', 'status');
  button.after(status);
  button.closest('[hidden]')?.removeAttribute('hidden');
  const stopWaiting = button.dataset.passkey === 'get' ? waitForChoice(button) : () => {};
  const label = button.textContent;
  const restore = () => {
    button.disabled = false;
    button.textContent = label;
  };
  // The page may come back from the browser's memory as it was left.
  addEventListener('pageshow', restore);
  button.addEventListener('click', async (event) => {
    event.preventDefault();
    const name = button.form?.elements.namedItem('displayName');
    if (name instanceof HTMLInputElement && !name.reportValidity()) return;
    stopWaiting();
    status.textContent = '';
    button.disabled = true;
    button.textContent = button.dataset.working ?? '';
    try {
      send(button, await ask(button, {}));
    } catch (error) {
      // The page itself says what has become of the session or the link.
      if (error instanceof IsOver) return location.reload();
      restore();
      status.textContent = reason(button, error);
      if (instead instanceof HTMLDetailsElement) instead.open = true;
    }
  });
}

/**
 * Folds the password's fields away until somebody wants them, as whoever has to choose another does. While they are there,
 * Enter sends them.
 * @param {HTMLDetailsElement} fields
 */
function foldAway(fields) {
  const [summary] = fields.children;
  const button = fields.closest('form')?.querySelector('button[data-passkey]');
  if (summary instanceof HTMLElement) summary.hidden = false;
  if (fields.dataset.instead !== 'chosen') fields.open = false;
  const takeEnter = () => button?.setAttribute('type', fields.open ? 'button' : 'submit');
  takeEnter();
  fields.addEventListener('toggle', takeEnter);
}

/**
 * The way to Slack stands above what is typed, but comes after a passkey.
 * @param {HTMLDetailsElement} fields
 */
function putSlackSecond(fields) {
  const way = fields.closest('form')?.querySelector('.slack-way');
  if (!way) return;
  way.prepend(...way.querySelectorAll('.or'));
  fields.before(way);
}

/**
 * Lets the browser offer passkeys where the address is typed. Gives how to stop that.
 * @param {HTMLButtonElement} button
 */
function waitForChoice(button) {
  const stopped = new AbortController();
  void (async () => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    while (!stopped.signal.aborted) {
      const late = new AbortController();
      const over = () => late.abort();
      stopped.signal.addEventListener('abort', over);
      const timer = setTimeout(() => whenSeen(over), challengeMs);
      const how = { mediation: /** @type {const} */ ('conditional'), signal: late.signal };
      const chosen = await ask(button, how).catch(() => undefined);
      clearTimeout(timer);
      if (chosen) return send(button, chosen);
      if (!late.signal.aborted) return;
    }
  })();
  return () => stopped.abort();
}

/**
 * Nothing is asked for by a page that nobody looks at.
 * @param {() => void} act
 */
function whenSeen(act) {
  if (!document.hidden) return act();
  document.addEventListener('visibilitychange', () => whenSeen(act), { once: true });
}

/** The server had no challenge. */
class NoChallenge extends Error {}
/** Nor will it: nobody is signed in any more, or the link no longer works. */
class IsOver extends NoChallenge {}

/**
 * @param {HTMLButtonElement} button
 * @param {CredentialRequestOptions} how
 * @returns {Promise<PublicKeyCredential>}
 */
async function ask({ dataset, form }, how) {
  const name = form?.elements.namedItem('displayName');
  const body = new URLSearchParams(
    name instanceof HTMLInputElement ? { displayName: name.value } : {},
  );
  const answer = await fetch(dataset.options ?? '', { method: 'POST', body });
  if (answer.redirected) {
    location.assign(answer.url);
    return await new Promise(() => {});
  }
  if (answer.status === 401 || answer.status === 404) throw new IsOver();
  if (!answer.ok) throw new NoChallenge();
  const publicKey = read(await answer.json());
  const credential =
    dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey, ...how });
  if (!(credential instanceof PublicKeyCredential)) throw new NoChallenge();
  return credential;
}

/**
 * What the server asks for, with bytes where its JSON has text. Not all browsers that have passkeys can do it themselves,
 * nor can what some password managers put in their place.
 * @param {any} json
 */
function read(json) {
  /** @param {{ id: string }[]} known */
  const withBytes = (known = []) => known.map((each) => ({ ...each, id: bytes(each.id) }));
  return {
    ...json,
    challenge: bytes(json.challenge),
    ...(json.user && { user: { ...json.user, id: bytes(json.user.id) } }),
    ...(json.excludeCredentials && { excludeCredentials: withBytes(json.excludeCredentials) }),
  };
}

/**
 * @param {HTMLButtonElement} button
 * @param {PublicKeyCredential} credential
 */
function send({ form }, credential) {
  const { id, type, response } = credential;
  const field = form?.elements.namedItem('passkey');
  if (!form || !(field instanceof HTMLInputElement)) return;
  const answer = { clientDataJSON: text(response.clientDataJSON), ...answerOf(response) };
  field.value = JSON.stringify({ id, type, response: answer });
  // Not as if somebody had pressed a button: the password's fields may be empty.
  form.submit();
}

/** @param {AuthenticatorResponse} response */
function answerOf(response) {
  if ('attestationObject' in response) {
    const made = /** @type {AuthenticatorAttestationResponse} */ (response);
    const transports = made.getTransports?.() ?? [];
    return { attestationObject: text(made.attestationObject), transports };
  }
  const signed = /** @type {AuthenticatorAssertionResponse} */ (response);
  return {
    authenticatorData: text(signed.authenticatorData),
    signature: text(signed.signature),
    userHandle: signed.userHandle && text(signed.userHandle),
  };
}

/**
 * @param {HTMLButtonElement} button
 * @param {unknown} error
 */
function reason({ dataset }, error) {
  const name = error instanceof Error ? error.name : '';
  if (error instanceof NoChallenge || name === 'TypeError') return passkeyTexts.notNow;
  if (name === 'InvalidStateError') return passkeyTexts.thereAlready;
  if (name === 'SecurityError' || name === 'NotSupportedError') return passkeyTexts.notHere;
  return dataset.passkey === 'create' ? passkeyTexts.notMade : passkeyTexts.notChosen;
}

/** @param {string} base64url */
function bytes(base64url) {
  const binary = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
