// Draws what the server sent: swaps in the regions whose HTML became another one, and keeps what somebody
// is typing there, where they are, and what they opened.

const regions = ['tour-region', 'side', 'main', 'aside-region', 'modal-region', 'notice-region'];
const drawn = new Map(regions.map((id) => [id, htmlOf(document, id)]));
/** What scrolls by itself. */
export const scrollers = '.messages, .home, .letters, .modal-body, .inspector';
let lastPath = location.pathname;

/** The HTML of a region as the server wrote it. */
function htmlOf(page, id) {
  const region = page.getElementById(id);
  for (const fallback of region.querySelectorAll('noscript')) fallback.remove();
  return region.innerHTML;
}

/** Shows another page in this one's place. */
export function show(page, { keepTyped }) {
  document.title = page.title;
  document.body.dataset.person = page.body.dataset.person;
  for (const id of regions) {
    const html = htmlOf(page, id);
    if (html === drawn.get(id)) continue;
    drawn.set(id, html);
    swap(document.getElementById(id), page.getElementById(id), keepTyped);
  }
  arrange();
}

function swap(region, fresh, keepTyped) {
  const focus = rememberFocus(region);
  const typed = keepTyped ? rememberTyped(region) : [];
  const open = [...region.querySelectorAll('details[data-keep][open]')].map(
    (one) => one.dataset.keep,
  );
  const scrolled = rememberScroll(region);
  region.replaceChildren(...fresh.childNodes);
  for (const keep of open) {
    const details = region.querySelector(`details[data-keep="${CSS.escape(keep)}"]`);
    if (details) details.open = true;
  }
  for (const restore of typed) restore(region);
  scrolled(region);
  if (region.id === 'modal-region') openModal(region, focus);
  else focus(region);
}

/** Brings the page's own things into order after it was drawn: modal, scroll, focus. */
export function arrange() {
  const dialog = document.querySelector('#modal-region dialog.modal[open]:not(:modal)');
  if (dialog) openModal(document.getElementById('modal-region'), () => false);
  for (const list of document.querySelectorAll('[data-scroll="end"]:not([data-scrolled])')) {
    list.dataset.scrolled = '';
    list.scrollTop = list.scrollHeight;
  }
  const isFree = document.activeElement === document.body && !document.querySelector(':modal');
  if (isFree && matchMedia('(min-width: 50rem)').matches) {
    document
      .querySelector('#aside-region textarea, #main textarea')
      ?.focus({ preventScroll: true });
  }
}

function openModal(region, focus) {
  const dialog = region.querySelector('dialog.modal');
  if (!dialog) return;
  dialog.removeAttribute('open');
  dialog.showModal();
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    dialog.querySelector('footer [value="close"]').click();
  });
  const wrong = dialog.querySelector('[aria-invalid="true"]');
  if (wrong) wrong.focus();
  else if (!focus(region)) firstField(dialog)?.focus();
}

function firstField(dialog) {
  const fields = 'input:not([type="hidden"], [type="search"]), select, textarea, summary';
  return (
    dialog.querySelector('[autofocus]:not([popovertarget])') ??
    dialog.querySelector(`.modal-body :is(${fields})`) ??
    dialog.querySelector('footer .btn:last-child')
  );
}

/** Where the focus is in a region, to put it there again. */
function rememberFocus(region) {
  const active = document.activeElement;
  if (!region.contains(active) || active === region) return () => false;
  const { id, name, value, selectionStart, selectionEnd } = active;
  const view = active.closest('[data-view]')?.dataset.view;
  return (fresh) => {
    if (view && fresh.querySelector('[data-view]')?.dataset.view !== view) return false;
    const byName = name ? [...fresh.querySelectorAll(`[name="${CSS.escape(name)}"]`)] : [];
    const same =
      (id && document.getElementById(id)) ||
      byName.find((one) => one.type === 'text' || one.value === value) ||
      byName[0];
    if (!same) return false;
    same.focus({ preventScroll: true });
    if (typeof selectionStart === 'number' && 'setSelectionRange' in same) {
      same.setSelectionRange(selectionStart, selectionEnd);
    }
    return true;
  };
}

/** What somebody changed in a region's forms and did not send yet. */
function rememberTyped(region) {
  const changed = [...region.querySelectorAll('input, textarea, select')].filter(
    (one) =>
      one.name && one.type !== 'hidden' && !one.form?.hasAttribute('data-sent') && isChanged(one),
  );
  return changed.map((old) => {
    const place = placeOf(old);
    const { name, value, type, checked, tagName } = old;
    return (fresh) => {
      const twin = [...fresh.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find(
        (one) =>
          placeOf(one) === place &&
          (type !== 'checkbox' && type !== 'radio' ? one.tagName === tagName : one.value === value),
      );
      if (!twin) return;
      if (type === 'checkbox' || type === 'radio') twin.checked = checked;
      else twin.value = value;
    };
  });
}

function isChanged(control) {
  if (control.type === 'checkbox' || control.type === 'radio') {
    return control.checked !== control.defaultChecked;
  }
  if (control.tagName === 'SELECT') {
    return [...control.options].some((option) => option.selected !== option.defaultSelected);
  }
  return control.value !== control.defaultValue;
}

function placeOf(control) {
  const { form } = control;
  return `${form?.elements.place?.value ?? form?.elements.channel?.value} ${form?.elements.thread?.value}`;
}

function rememberScroll(region) {
  const before = [...region.querySelectorAll(scrollers)];
  const kept = before.map((one) => ({
    top: one.scrollTop,
    atEnd: one.dataset.scroll === 'end' && one.scrollHeight - one.scrollTop - one.clientHeight < 60,
  }));
  const where = location.pathname;
  return (fresh) => {
    const after = fresh.querySelectorAll(scrollers);
    for (const [index, one] of [...after].entries()) {
      const { top, atEnd } = kept[index] ?? {};
      if (top === undefined || where !== lastPath) continue;
      one.dataset.scrolled = '';
      one.scrollTop = atEnd ? one.scrollHeight : top;
    }
    lastPath = where;
  };
}
