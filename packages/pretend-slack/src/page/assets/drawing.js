// Draws what the server sent: swaps in the regions whose HTML became another one, and keeps what somebody
// is typing there, where they are, and what they opened.

import { byId, find, findAll, heldBy, isControl } from './finding.js';

/** @import { Control } from './finding.js' */
/**
 * Puts the focus where it was, in a region that was drawn anew; says whether that could be done.
 * @typedef {(region: HTMLElement) => boolean} Refocus
 */

const regions = ['tour-region', 'side', 'main', 'aside-region', 'modal-region', 'notice-region'];
const drawn = new Map(regions.map((id) => [id, htmlOf(document, id)]));
/** What scrolls by itself. */
export const scrollers = '.messages, .home, .letters, .modal-body, .inspector';
let lastPath = location.pathname;

/**
 * The HTML of a region as the server wrote it.
 * @param {Document} page
 * @param {string} id
 */
function htmlOf(page, id) {
  const region = byId(page, id);
  for (const fallback of region.querySelectorAll('noscript')) fallback.remove();
  return region.innerHTML;
}

/**
 * Shows another page in this one's place.
 * @param {Document} page
 * @param {{ keepTyped: boolean }} how
 */
export function show(page, { keepTyped }) {
  document.title = page.title;
  document.body.dataset.person = page.body.dataset.person;
  for (const id of regions) {
    const html = htmlOf(page, id);
    if (html === drawn.get(id)) continue;
    drawn.set(id, html);
    swap(byId(document, id), byId(page, id), keepTyped);
  }
  arrange();
}

/**
 * @param {HTMLElement} region
 * @param {HTMLElement} fresh
 * @param {boolean} keepTyped
 */
function swap(region, fresh, keepTyped) {
  const focus = rememberFocus(region);
  const typed = keepTyped ? rememberTyped(region) : [];
  const open = findAll(region, HTMLDetailsElement, 'details[data-keep][open]').map(
    (one) => one.dataset.keep ?? '',
  );
  const scrolled = rememberScroll(region);
  region.replaceChildren(...fresh.childNodes);
  for (const keep of open) {
    const kept = `details[data-keep="${CSS.escape(keep)}"]`;
    const details = find(region, HTMLDetailsElement, kept);
    if (details) details.open = true;
  }
  for (const restore of typed) restore(region);
  scrolled(region);
  if (region.id === 'modal-region') openModal(region, focus);
  else focus(region);
}

/** Brings the page's own things into order after it was drawn: modal, scroll, focus. */
export function arrange() {
  const modal = byId(document, 'modal-region');
  if (modal.querySelector('dialog.modal[open]:not(:modal)')) openModal(modal, () => false);
  const unscrolled = '[data-scroll="end"]:not([data-scrolled])';
  for (const list of findAll(document, HTMLElement, unscrolled)) {
    list.dataset.scrolled = '';
    list.scrollTop = list.scrollHeight;
  }
  const isFree = document.activeElement === document.body && !document.querySelector(':modal');
  if (isFree && matchMedia('(min-width: 50rem)').matches) {
    const field = find(document, HTMLElement, '#aside-region textarea, #main textarea');
    field?.focus({ preventScroll: true });
  }
}

/**
 * @param {HTMLElement} region
 * @param {Refocus} focus
 */
function openModal(region, focus) {
  const dialog = find(region, HTMLDialogElement, 'dialog.modal');
  if (!dialog) return;
  dialog.removeAttribute('open');
  dialog.showModal();
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    find(dialog, HTMLElement, 'footer [value="close"]')?.click();
  });
  const wrong = find(dialog, HTMLElement, '[aria-invalid="true"]');
  if (wrong) wrong.focus();
  else if (!focus(region)) firstField(dialog)?.focus();
}

/** @param {HTMLDialogElement} dialog */
function firstField(dialog) {
  const fields = 'input:not([type="hidden"], [type="search"]), select, textarea, summary';
  return (
    find(dialog, HTMLElement, '[autofocus]:not([popovertarget])') ??
    find(dialog, HTMLElement, `.modal-body :is(${fields})`) ??
    find(dialog, HTMLElement, 'footer .btn:last-child')
  );
}

/**
 * Where the focus is in a region, to put it there again.
 * @param {HTMLElement} region
 * @returns {Refocus}
 */
function rememberFocus(region) {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !region.contains(active) || active === region) {
    return () => false;
  }
  const { id } = active;
  const { name, value } = isControl(active) ? active : { name: '', value: '' };
  const start = textField(active)?.selectionStart ?? null;
  const end = textField(active)?.selectionEnd ?? null;
  const view = active.closest('[data-view]')?.getAttribute('data-view');
  return (fresh) => {
    if (view && fresh.querySelector('[data-view]')?.getAttribute('data-view') !== view)
      return false;
    const byName = name ? controlsOf(fresh, name) : [];
    const same =
      (id && document.getElementById(id)) ||
      byName.find((one) => one.type === 'text' || one.value === value) ||
      byName[0];
    if (!same) return false;
    same.focus({ preventScroll: true });
    if (start !== null) textField(same)?.setSelectionRange(start, end);
    return true;
  };
}

/**
 * The element as one in which text can be selected, if it is.
 * @param {HTMLElement} element
 */
function textField(element) {
  const isText = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return isText ? element : undefined;
}

/**
 * What somebody changed in a region's forms and did not send yet, each as what puts it there again.
 * @param {HTMLElement} region
 */
function rememberTyped(region) {
  const changed = [...region.querySelectorAll('input, textarea, select')]
    .filter(isControl)
    .filter(
      (one) =>
        one.name && one.type !== 'hidden' && !one.form?.hasAttribute('data-sent') && isChanged(one),
    );
  return changed.map((old) => {
    const place = placeOf(old);
    const { name, value, tagName } = old;
    const checked = boxOf(old)?.checked;
    return (/** @type {HTMLElement} */ fresh) => {
      const twin = controlsOf(fresh, name).find(
        (one) =>
          placeOf(one) === place &&
          (checked === undefined ? one.tagName === tagName : one.value === value),
      );
      if (!twin) return;
      if (isFiles(old) && isFiles(twin)) twin.files = old.files;
      else if (checked === undefined) twin.value = value;
      else if (twin instanceof HTMLInputElement) twin.checked = checked;
    };
  });
}

/**
 * @param {HTMLElement} region
 * @param {string} name
 */
function controlsOf(region, name) {
  return [...region.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter(isControl);
}

/** @param {Control} control */
function isChanged(control) {
  const box = boxOf(control);
  if (box) return box.checked !== box.defaultChecked;
  if (control instanceof HTMLSelectElement) {
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  return 'defaultValue' in control && control.value !== control.defaultValue;
}

/**
 * Whether files are chosen in a control; their names can't be written into it.
 * @param {Control} control
 * @returns {control is HTMLInputElement}
 */
function isFiles(control) {
  return control instanceof HTMLInputElement && control.type === 'file';
}

/**
 * The control as one that is ticked, if it is.
 * @param {Control} control
 */
function boxOf(control) {
  const isBox = control instanceof HTMLInputElement && /^(checkbox|radio)$/.test(control.type);
  return isBox ? control : undefined;
}

/** @param {Control} control */
function placeOf({ form }) {
  return `${heldBy(form, 'place') ?? heldBy(form, 'channel')} ${heldBy(form, 'thread')}`;
}

/** @param {HTMLElement} region */
function rememberScroll(region) {
  const kept = findAll(region, HTMLElement, scrollers).map((one) => ({
    top: one.scrollTop,
    atEnd: one.dataset.scroll === 'end' && one.scrollHeight - one.scrollTop - one.clientHeight < 60,
  }));
  const where = location.pathname;
  return (/** @type {HTMLElement} */ fresh) => {
    for (const [index, one] of findAll(fresh, HTMLElement, scrollers).entries()) {
      const before = kept[index];
      if (!before || where !== lastPath) continue;
      one.dataset.scrolled = '';
      one.scrollTop = before.atEnd ? one.scrollHeight : before.top;
    }
    lastPath = where;
  };
}
