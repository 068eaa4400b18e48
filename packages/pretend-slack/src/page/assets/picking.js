// Choosing: what is chosen in a menu is told at once where the app wants that, and lists can be searched.

import { around, find, findAll, isControl, textsOf } from './finding.js';

/** @import { Choice } from '../script-data.ts' */
/** @import { Control } from './finding.js' */

const quietMs = 250;
/** @type {number | undefined} */
let timer;

document.addEventListener('change', ({ target }) => {
  if (!isControl(target)) return;
  const picker = pickerAround(target);
  if (picker && target.type !== 'search') showChosen(picker);
  if (target.dataset.dispatch && !isText(target)) dispatch(target);
});

document.addEventListener('input', ({ target }) => {
  if (!isControl(target)) return;
  const picker = pickerAround(target);
  if (picker && target.type === 'search') {
    clearTimeout(timer);
    timer = setTimeout(
      () => search(picker, target),
      picker.dataset.picker === 'external' ? quietMs : 0,
    );
  } else if ('each' in target.dataset) {
    clearTimeout(timer);
    timer = setTimeout(() => dispatch(target), quietMs);
  }
});

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (key !== 'Enter' || event.isComposing || !(target instanceof HTMLInputElement)) return;
  const picker = pickerAround(target);
  if (picker && target.type === 'search') {
    event.preventDefault();
    find(picker, HTMLInputElement, '.pick-list label:not([hidden]) input')?.click();
  } else if (target.dataset.dispatch && isText(target)) {
    event.preventDefault();
    dispatch(target);
  }
});

document.addEventListener(
  'toggle',
  ({ target }) => {
    if (!(target instanceof HTMLDetailsElement) || !target.matches('.picker[open]')) return;
    const field = find(target, HTMLInputElement, '[type="search"]');
    if (!field) return;
    field.focus();
    void search(target, field);
  },
  true,
);

/** @param {Control} control */
function pickerAround(control) {
  return around(control, HTMLDetailsElement, '.picker');
}

/** @param {Control} control */
function isText(control) {
  return ['text', 'email', 'url', 'search', 'textarea'].includes(control.type);
}

/**
 * Sends the form as a press of this element; asks first where the app wants that.
 * @param {Control} control
 */
function dispatch(control) {
  const { dataset, form } = control;
  const question = dataset.confirm && document.getElementById(dataset.confirm);
  if (question) {
    question.showPopover();
    return;
  }
  const button = document.createElement('button');
  button.type = 'submit';
  button.name = 'press';
  button.value = dataset.dispatch ?? '';
  button.hidden = true;
  form?.append(button);
  form?.requestSubmit(button);
  button.remove();
}

/**
 * What is chosen stands in the closed list.
 * @param {HTMLDetailsElement} picker
 */
function showChosen(picker) {
  const summary = picker.querySelector('summary');
  const chosen = findAll(picker, HTMLInputElement, '.pick-list input:checked');
  if (!summary) return;
  summary.replaceChildren(
    ...chosen.map((input) => {
      const pill = document.createElement('span');
      pill.className = 'pill';
      pill.textContent = input.dataset.text ?? '';
      return pill;
    }),
  );
  if (chosen.length === 0) summary.textContent = summary.dataset.hint ?? '';
  if (chosen.some((input) => input.type === 'radio')) {
    picker.open = false;
    summary.focus();
  }
}

/**
 * @param {HTMLDetailsElement} picker
 * @param {Control} field
 */
async function search(picker, field) {
  if (picker.dataset.picker === 'external') {
    await searchApp(picker, field);
    return;
  }
  const words = field.value.trim().toLowerCase();
  for (const label of findAll(picker, HTMLElement, '.pick-list label')) {
    label.hidden = !label.textContent.toLowerCase().includes(words);
  }
}

/**
 * @param {HTMLDetailsElement} picker
 * @param {Control} field
 */
async function searchApp(picker, field) {
  const missing = Number(picker.dataset.min) - field.value.length;
  if (missing > 0) {
    say(picker, `Type ${missing === 1 ? 'one more character' : `${missing} more characters`}.`);
    return;
  }
  say(picker, 'Searching…');
  const body = textsOf(new FormData(field.form ?? undefined));
  body.set('find', picker.dataset.find ?? '');
  const asked = field.value;
  const answer = await fetch('/sandbox/find', {
    method: 'POST',
    body,
    headers: { 'x-sandbox': 'act' },
  });
  /** @type {Choice[]} */
  const found = await answer.json();
  if (asked === field.value) offer(picker, found);
}

/**
 * @param {HTMLDetailsElement} picker
 * @param {string} text
 */
function say(picker, text) {
  const state = picker.querySelector('.pick-state');
  if (state) state.textContent = text;
}

/**
 * Puts what was found below what is chosen already.
 * @param {HTMLDetailsElement} picker
 * @param {readonly Choice[]} found
 */
function offer(picker, found) {
  const list = picker.querySelector('.pick-list');
  const pattern = picker.querySelector('template')?.content.firstElementChild;
  if (!list || !pattern) return;
  for (const label of list.querySelectorAll('label')) {
    if (!label.querySelector('input')?.checked) label.remove();
  }
  const chosen = [...list.querySelectorAll('input')].map((input) => input.value);
  const fresh = found.filter((one) => !chosen.includes(one.value));
  for (const { value, text, description } of fresh) {
    const label = document.importNode(pattern, true);
    const input = label.querySelector('input');
    const words = label.querySelector('span');
    if (!input || !words) continue;
    input.value = value;
    input.dataset.text = text;
    words.textContent = text;
    if (description) words.appendChild(document.createElement('small')).textContent = description;
    list.append(label);
  }
  say(picker, fresh.length === 0 ? 'No results' : '');
}
