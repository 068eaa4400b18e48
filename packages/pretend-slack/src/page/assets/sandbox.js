// Keeps the page alive: follows links and sends forms without leaving it, and looks again whenever the
// sandbox says that something changed. Everything works without it, only less smoothly.

import { arrange, scrollers, show } from './drawing.js';
import { around, byId, find, findAll, heldBy, toSend } from './finding.js';

/** @import { News } from '../script-data.ts' */

let sending = 0;
let isPressing = false;
let lookAgain = false;
/** @type {EventSource | undefined} */
let stream;
let wasLost = false;

arrange();
listen();

/**
 * Gets a page. `why` tells the server whether somebody goes, acts or only looks.
 * @param {string} url
 * @param {'go' | 'act' | 'refresh'} why
 * @param {RequestInit} [init]
 */
async function load(url, why, init = {}) {
  const answer = await fetch(url, { ...init, headers: { 'x-sandbox': why } });
  const html = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('text/html')) throw new Error(html);
  return { url: answer.url, page: new DOMParser().parseFromString(html, 'text/html') };
}

/**
 * @param {Document} page
 * @param {{ keepTyped: boolean }} how
 */
function draw(page, how) {
  const before = document.body.dataset.person;
  show(page, how);
  for (const note of findAll(document, HTMLAnchorElement, 'a.toast')) {
    if (note.pathname === location.pathname) note.remove();
  }
  if (document.body.dataset.person !== before) listen();
}

/** Nothing changes under the hands of somebody who presses a button or is asked a question. */
function isHeld() {
  return isPressing || document.querySelector('dialog[popover]:popover-open') !== null;
}

async function look() {
  if (sending > 0 || isHeld()) {
    lookAgain = true;
    return;
  }
  lookAgain = false;
  sending += 1;
  try {
    const asked = location.href;
    const { page } = await load(asked, 'refresh');
    if (isHeld()) lookAgain = true;
    else if (asked === location.href) draw(page, { keepTyped: true });
  } catch {
    // The sandbox is being restarted: the stream tells when it is back.
  } finally {
    done();
  }
}

function done() {
  sending -= 1;
  if (sending === 0 && lookAgain && !isHeld()) void look();
}

/** @param {string} url */
async function go(url, { push = true } = {}) {
  sending += 1;
  document.getElementById('side')?.hidePopover?.();
  try {
    const { url: arrived, page } = await load(url, 'go');
    if (push) history.pushState(null, '', arrived);
    draw(page, { keepTyped: false });
  } catch {
    location.href = url;
  } finally {
    done();
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function send(form, submitter) {
  if (form.hasAttribute('data-sent')) return;
  const data = new FormData(form, submitter);
  const composer = find(form, HTMLTextAreaElement, '[data-composer]');
  form.setAttribute('data-sent', '');
  form.setAttribute('aria-busy', 'true');
  submitter?.setAttribute('aria-busy', 'true');
  for (const popover of findAll(document, HTMLElement, 'dialog[popover]:popover-open'))
    popover.hidePopover();
  for (const menu of form.querySelectorAll('details[data-menu][open]'))
    menu.removeAttribute('open');
  form.closest('details[data-menu]')?.removeAttribute('open');
  if (composer) {
    composer.value = '';
    composer.dispatchEvent(new Event('input', { bubbles: true }));
  }
  sending += 1;
  try {
    const body = toSend(data);
    const why = form.hasAttribute('data-go') ? 'go' : 'act';
    const { url, page } = await load(form.action, why, { method: 'POST', body });
    if (url !== location.href) history.pushState(null, '', url);
    draw(page, { keepTyped: true });
  } catch (error) {
    const isOurs = error instanceof Error && !(error instanceof TypeError);
    const text = (isOurs && error.message) || 'The sandbox isn’t answering. Is it still running?';
    toast('That didn’t work', text);
  } finally {
    form.removeAttribute('data-sent');
    form.removeAttribute('aria-busy');
    submitter?.removeAttribute('aria-busy');
    done();
  }
}

function listen() {
  stream?.close();
  stream = new EventSource('/sandbox/live');
  stream.addEventListener('error', () => {
    wasLost = true;
    if (stream?.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  stream.addEventListener('open', () => {
    if (wasLost) void look();
    wasLost = false;
  });
  stream.addEventListener('change', look);
  stream.addEventListener('wire', () => {
    if (location.pathname === '/sandbox/inspector') void look();
  });
  stream.addEventListener('news', (event) => tell(JSON.parse(event.data)));
}

/**
 * Tells in the head of the screen what arrived elsewhere: several of a kind by their number.
 * @param {News} news
 */
function tell({ title, text, href, many }) {
  if ([href, many.href].includes(location.pathname)) return;
  const before = find(document, HTMLElement, `a.toast[data-kind="${CSS.escape(many.href)}"]`);
  const count = Number(before?.dataset.count ?? 0) + 1;
  before?.remove();
  const note =
    count === 1 ? toast(title, text, href) : toast(`${count} ${many.title}`, '', many.href);
  Object.assign(note.dataset, { kind: many.href, count });
}

/**
 * @param {string} title
 * @param {string} text
 */
function toast(title, text, href = '') {
  const note = document.createElement(href ? 'a' : 'div');
  note.className = 'toast';
  if (note instanceof HTMLAnchorElement) note.href = href;
  const strong = document.createElement('strong');
  strong.textContent = title;
  note.append(strong, ' ', text);
  byId(document, 'toasts').append(note);
  note.addEventListener('click', () => note.remove());
  setTimeout(() => note.remove(), 6000);
  return note;
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
  event.preventDefault();
  void send(form, event.submitter);
});

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element)) return;
  const link = around(event.target, HTMLAnchorElement, 'a[href]');
  closeMenus(event.target);
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.dataset.press) {
    press(link.closest('form'), link.dataset.press);
    return;
  }
  const url = new URL(link.href);
  const isOurs = url.pathname === '/' || url.pathname.startsWith('/sandbox/');
  if (link.target || url.origin !== location.origin || !isOurs || url.hash) return;
  event.preventDefault();
  void go(link.href);
});

/**
 * A button that opens an address tells the app too.
 * @param {HTMLFormElement | null} form
 * @param {string} value
 */
function press(form, value) {
  const place = heldBy(form, 'place');
  if (!form || place === undefined) return;
  const body = new URLSearchParams({ place, back: '/', press: value });
  void fetch(form.action, { method: 'POST', body, headers: { 'x-sandbox': 'act' } });
}

/** @param {Element | null} target */
function closeMenus(target) {
  for (const menu of document.querySelectorAll('details[data-menu][open], details.picker[open]')) {
    if (!menu.contains(target)) menu.removeAttribute('open');
  }
}

document.addEventListener('pointerdown', () => {
  isPressing = true;
});
for (const end of ['pointerup', 'pointercancel', 'dragend']) {
  document.addEventListener(end, () => {
    // The click comes after.
    setTimeout(() => {
      isPressing = false;
      if (lookAgain && sending === 0) void look();
    });
  });
}

document.addEventListener('keydown', (event) => {
  // A menu that one leaves by keyboard closes, as with a click elsewhere.
  if (event.key === 'Tab') setTimeout(() => closeMenus(document.activeElement));
  if (event.key !== 'Escape') return;
  const menu = around(
    event.target,
    HTMLDetailsElement,
    'details[data-menu][open], details.picker[open]',
  );
  if (!menu || event.defaultPrevented) return;
  event.preventDefault();
  menu.open = false;
  menu.querySelector('summary')?.focus();
});

document.addEventListener(
  'toggle',
  ({ target, newState }) => {
    if (newState === 'closed' && lookAgain && sending === 0) void look();
    if (newState !== 'open' || !(target instanceof HTMLDetailsElement)) return;
    const menu = target.querySelector(':scope > :is(.menu, .panel)');
    if (menu) turn(menu, target);
    if (target.matches('.control')) target.scrollIntoView({ block: 'nearest' });
  },
  true,
);

/**
 * A menu that would reach beyond an edge opens to the other side, if there is room.
 * @param {Element} menu
 * @param {HTMLDetailsElement} opener
 */
function turn(menu, opener) {
  menu.classList.remove('flipped', 'raised');
  const { right, bottom, height } = menu.getBoundingClientRect();
  const seen = (opener.closest(scrollers) ?? document.documentElement).getBoundingClientRect();
  const roomAbove = opener.getBoundingClientRect().top - seen.top;
  menu.classList.toggle('flipped', right > innerWidth - 8);
  menu.classList.toggle('raised', bottom > seen.bottom && height < roomAbove);
}

addEventListener('popstate', () => void go(location.href, { push: false }));
