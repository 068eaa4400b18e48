// Where one writes: Enter sends, a slash shows the commands, and the app hears of a link before it is sent.

const quietMs = 350;
let timer;

document.addEventListener('input', ({ target }) => {
  if (!target.matches('[data-composer]')) return;
  grow(target);
  suggest(target);
  if (target.dataset.composer === 'channel') {
    clearTimeout(timer);
    timer = setTimeout(() => tellLinks(target), quietMs);
  }
});

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (!target.matches?.('[data-composer]') || event.isComposing) return;
  const options = shownOptions(target);
  if (options.length > 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
    event.preventDefault();
    choose(target, options, key === 'ArrowDown' ? 1 : -1);
  } else if (options.length > 0 && key === 'Escape') {
    event.preventDefault();
    hide(target);
  } else if (
    options.length > 0 &&
    (key === 'Tab' || key === 'Enter') &&
    !isWhole(target, options)
  ) {
    event.preventDefault();
    take(target, options.find((one) => one.getAttribute('aria-selected') === 'true') ?? options[0]);
  } else if (key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    if (target.value.trim() !== '') target.form.requestSubmit();
  }
});

document.addEventListener('pointerdown', (event) => {
  const option = event.target.closest?.('[data-command]');
  const field = option?.closest('.composer').querySelector('[data-composer]');
  if (!field) return;
  event.preventDefault();
  take(field, option);
});

document.addEventListener('focusout', ({ target }) => {
  if (target.matches?.('[data-composer]')) hide(target);
});

/** The field is as high as what is in it; some browsers do so by themselves. */
function grow(field) {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}

function listOf(field) {
  return field.closest('.composer').querySelector('.hints');
}

function shownOptions(field) {
  const list = listOf(field);
  return !list || list.hidden ? [] : [...list.children].filter((one) => !one.hidden);
}

/** The commands that begin as what is typed. */
function suggest(field) {
  const list = listOf(field);
  if (!list) return;
  const isCommand = /^\/\S*$/.test(field.value);
  for (const option of list.children) {
    option.hidden = !option.dataset.command.startsWith(field.value);
    option.setAttribute('aria-selected', 'false');
  }
  const first = [...list.children].find((one) => !one.hidden);
  if (!isCommand || !first) {
    hide(field);
    return;
  }
  list.hidden = false;
  field.setAttribute('aria-controls', list.id);
  mark(field, first);
}

function mark(field, option) {
  for (const one of option.parentElement.children) {
    one.setAttribute('aria-selected', String(one === option));
  }
  field.setAttribute('aria-activedescendant', option.id);
}

function choose(field, options, step) {
  const now = options.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  mark(field, options[(now + step + options.length) % options.length]);
}

function isWhole(field, options) {
  return options.some((one) => one.dataset.command === field.value.trim());
}

function take(field, option) {
  field.value = `${option.dataset.command} `;
  field.focus();
  hide(field);
}

function hide(field) {
  const list = listOf(field);
  if (list) list.hidden = true;
  field.removeAttribute('aria-activedescendant');
}

function tellLinks(field) {
  const hasLink = /https?:\/\//i.test(field.value);
  if (!hasLink && field.dataset.told !== '') return;
  field.dataset.told = '';
  const body = new URLSearchParams({ channel: field.dataset.channel, text: field.value });
  void fetch('/sandbox/compose', { method: 'POST', body, headers: { 'x-sandbox': 'act' } });
}
