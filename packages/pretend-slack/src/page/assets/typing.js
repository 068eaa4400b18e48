// Where one writes: Enter sends, a slash shows the commands, and the app hears of a link before it is sent.

import { around, find, findAll } from './finding.js';

const quietMs = 350;
/** @type {number | undefined} */
let timer;

document.addEventListener('input', ({ target }) => {
  const field = fieldAt(target);
  if (!field) return;
  grow(field);
  suggest(field);
  if (field.dataset.composer === 'channel') {
    clearTimeout(timer);
    timer = setTimeout(() => tellLinks(field), quietMs);
  }
});

document.addEventListener('keydown', (event) => {
  const { key } = event;
  const field = fieldAt(event.target);
  if (!field || event.isComposing) return;
  const options = shownOptions(field);
  const [first] = options;
  if (first && (key === 'ArrowDown' || key === 'ArrowUp')) {
    event.preventDefault();
    choose(field, options, key === 'ArrowDown' ? 1 : -1);
  } else if (first && key === 'Escape') {
    event.preventDefault();
    hide(field);
  } else if (first && (key === 'Tab' || key === 'Enter') && !isWhole(field, options)) {
    event.preventDefault();
    take(field, options.find(isSelected) ?? first);
  } else if (key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    if (field.value.trim() !== '') field.form?.requestSubmit();
  }
});

document.addEventListener('pointerdown', (event) => {
  const option = around(event.target, HTMLElement, '[data-command]');
  const composer = option?.closest('.composer');
  const field = composer && find(composer, HTMLTextAreaElement, '[data-composer]');
  if (!option || !field) return;
  event.preventDefault();
  take(field, option);
});

document.addEventListener('focusout', ({ target }) => {
  const field = fieldAt(target);
  if (field) hide(field);
});

/**
 * The field of a composer, if an event was there.
 * @param {EventTarget | null} target
 */
function fieldAt(target) {
  return around(target, HTMLTextAreaElement, '[data-composer]');
}

/**
 * The field is as high as what is in it; some browsers do so by themselves.
 * @param {HTMLTextAreaElement} field
 */
function grow(field) {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

/** @param {HTMLTextAreaElement} field */
function listOf(field) {
  const composer = field.closest('.composer');
  return composer ? find(composer, HTMLElement, '.hints') : undefined;
}

/** @param {HTMLElement} list */
function optionsOf(list) {
  return findAll(list, HTMLElement, '[data-command]');
}

/** @param {HTMLTextAreaElement} field */
function shownOptions(field) {
  const list = listOf(field);
  return !list || list.hidden ? [] : optionsOf(list).filter((one) => !one.hidden);
}

/** @param {HTMLElement} option */
function isSelected(option) {
  return option.getAttribute('aria-selected') === 'true';
}

/**
 * The commands that begin as what is typed.
 * @param {HTMLTextAreaElement} field
 */
function suggest(field) {
  const list = listOf(field);
  if (!list) return;
  const isCommand = /^\/\S*$/.test(field.value);
  const options = optionsOf(list);
  for (const option of options) {
    option.hidden = !option.dataset.command?.startsWith(field.value);
    option.setAttribute('aria-selected', 'false');
  }
  const first = options.find((one) => !one.hidden);
  if (!isCommand || !first) {
    hide(field);
    return;
  }
  list.hidden = false;
  field.setAttribute('aria-controls', list.id);
  mark(field, first);
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} option
 */
function mark(field, option) {
  for (const one of option.parentElement?.children ?? []) {
    one.setAttribute('aria-selected', String(one === option));
  }
  field.setAttribute('aria-activedescendant', option.id);
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {readonly HTMLElement[]} options
 * @param {1 | -1} step
 */
function choose(field, options, step) {
  const now = options.findIndex(isSelected);
  const next = options[(now + step + options.length) % options.length];
  if (next) mark(field, next);
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {readonly HTMLElement[]} options
 */
function isWhole(field, options) {
  return options.some((one) => one.dataset.command === field.value.trim());
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {HTMLElement} option
 */
function take(field, option) {
  field.value = `${option.dataset.command} `;
  field.focus();
  hide(field);
}

/** @param {HTMLTextAreaElement} field */
function hide(field) {
  const list = listOf(field);
  if (list) list.hidden = true;
  field.removeAttribute('aria-activedescendant');
}

/** @param {HTMLTextAreaElement} field */
function tellLinks(field) {
  const hasLink = /https?:\/\//i.test(field.value);
  if (!hasLink && field.dataset.told !== '') return;
  field.dataset.told = '';
  const body = new URLSearchParams({ channel: field.dataset.channel ?? '', text: field.value });
  void fetch('/sandbox/compose', { method: 'POST', body, headers: { 'x-sandbox': 'act' } });
}
