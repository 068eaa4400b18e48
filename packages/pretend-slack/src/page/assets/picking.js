// Choosing: what is chosen in a menu is told at once where the app wants that, and lists can be searched.

const quietMs = 250;
let timer;

document.addEventListener('change', ({ target }) => {
  if (target.closest('.picker') && target.type !== 'search') showChosen(target.closest('.picker'));
  if (target.dataset.dispatch && !isText(target)) dispatch(target);
});

document.addEventListener('input', ({ target }) => {
  if (target.matches('.picker [type="search"]')) {
    clearTimeout(timer);
    timer = setTimeout(
      () => search(target),
      target.closest('[data-picker="external"]') ? quietMs : 0,
    );
  } else if ('each' in target.dataset) {
    clearTimeout(timer);
    timer = setTimeout(() => dispatch(target), quietMs);
  }
});

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (key !== 'Enter' || event.isComposing || target.tagName === 'BUTTON') return;
  if (target.matches?.('.picker [type="search"]')) {
    event.preventDefault();
    target.closest('.picker').querySelector('.pick-list label:not([hidden]) input')?.click();
  } else if (target.dataset?.dispatch && isText(target) && target.tagName !== 'TEXTAREA') {
    event.preventDefault();
    dispatch(target);
  }
});

document.addEventListener(
  'toggle',
  ({ target }) => {
    if (!target.matches?.('.picker[open]')) return;
    const field = target.querySelector('[type="search"]');
    field.focus();
    void search(field);
  },
  true,
);

function isText(control) {
  return ['text', 'email', 'url', 'search', 'textarea'].includes(control.type);
}

/** Sends the form as a press of this element; asks first where the app wants that. */
function dispatch(control) {
  const question = control.dataset.confirm && document.getElementById(control.dataset.confirm);
  if (question) {
    question.showPopover();
    return;
  }
  const button = document.createElement('button');
  button.type = 'submit';
  button.name = 'press';
  button.value = control.dataset.dispatch;
  button.hidden = true;
  control.form.append(button);
  control.form.requestSubmit(button);
  button.remove();
}

/** What is chosen stands in the closed list. */
function showChosen(picker) {
  const summary = picker.querySelector('summary');
  const chosen = [...picker.querySelectorAll('.pick-list input:checked')];
  summary.replaceChildren(
    ...chosen.map((input) => {
      const pill = document.createElement('span');
      pill.className = 'pill';
      pill.textContent = input.dataset.text;
      return pill;
    }),
  );
  if (chosen.length === 0) summary.textContent = summary.dataset.hint;
  if (chosen.some((input) => input.type === 'radio')) {
    picker.open = false;
    summary.focus();
  }
}

async function search(field) {
  const picker = field.closest('.picker');
  if (picker.dataset.picker === 'external') {
    await searchApp(picker, field);
    return;
  }
  const words = field.value.trim().toLowerCase();
  for (const label of picker.querySelectorAll('.pick-list label')) {
    label.hidden = !label.textContent.toLowerCase().includes(words);
  }
}

async function searchApp(picker, field) {
  const missing = Number(picker.dataset.min) - field.value.length;
  if (missing > 0) {
    say(picker, `Type ${missing === 1 ? 'one more character' : `${missing} more characters`}.`);
    return;
  }
  say(picker, 'Searching…');
  const body = new URLSearchParams(
    [...new FormData(field.form)].filter(([, value]) => typeof value === 'string'),
  );
  body.set('find', picker.dataset.find);
  const asked = field.value;
  const answer = await fetch('/sandbox/find', {
    method: 'POST',
    body,
    headers: { 'x-sandbox': 'act' },
  });
  const found = await answer.json();
  if (asked === field.value) offer(picker, found);
}

function say(picker, text) {
  picker.querySelector('.pick-state').textContent = text;
}

/** Puts what was found below what is chosen already. */
function offer(picker, found) {
  const list = picker.querySelector('.pick-list');
  const pattern = picker.querySelector('template').content.firstElementChild;
  for (const label of list.querySelectorAll('label')) {
    if (!label.querySelector('input').checked) label.remove();
  }
  const chosen = [...list.querySelectorAll('input')].map((input) => input.value);
  const fresh = found.filter((one) => !chosen.includes(one.value));
  for (const { value, text, description } of fresh) {
    const label = pattern.cloneNode(true);
    const input = label.querySelector('input');
    const words = label.querySelector('span');
    input.value = value;
    input.dataset.text = text;
    words.textContent = text;
    if (description) words.appendChild(document.createElement('small')).textContent = description;
    list.append(label);
  }
  say(picker, fresh.length === 0 ? 'No results' : '');
}
