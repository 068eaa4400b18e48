// Makes forms more comfortable. Everything works without it. No inline handlers or styles: the
// content security policy forbids them.

import { formTexts } from './form-texts.js';
import { showLocalTimes } from './local-times.js';

/** @import * as passwords from '../../../shared/password.js' */
/** @import * as core from '@zxcvbn-ts/core' */
/** @import * as lists from '@zxcvbn-ts/language-common' */

const largestPicture = 20 * 1024 * 1024;
/** Twice what is kept, for those who draw it anew. */
const pictureSide = 512;

showLocalTimes();
for (const input of document.querySelectorAll('input')) {
  if (input.type === 'file') addPreview(input);
  if (input.type !== 'password') continue;
  addToggle(input);
  if (input.autocomplete === 'new-password') addStrength(input);
}
for (const form of document.querySelectorAll('form')) showBusy(form);

/**
 * A button that shows what was typed, and says so to screen readers.
 * @param {HTMLInputElement} input
 */
function addToggle(input) {
  const frame = element('div', 'with-toggle');
  const button = element('button', 'toggle', formTexts.show);
  const status = element('span', 'hidden-status');
  button.type = 'button';
  button.setAttribute('aria-label', formTexts.showPassword);
  button.setAttribute('aria-controls', input.id);
  status.setAttribute('role', 'status');
  input.replaceWith(frame);
  frame.append(input, button, status);

  /** @param {boolean} visible */
  function show(visible) {
    input.type = visible ? 'text' : 'password';
    button.textContent = visible ? formTexts.hide : formTexts.show;
    button.setAttribute('aria-label', visible ? formTexts.hidePassword : formTexts.showPassword);
  }
  button.addEventListener('click', () => {
    const visible = input.type === 'password';
    show(visible);
    status.textContent = visible ? formTexts.passwordShown : formTexts.passwordHidden;
  });
  // Sent as a password again, so that browsers offer to save it and never remember it as plain text.
  input.form?.addEventListener('submit', () => show(false));
}

/**
 * A line below the field that says, a moment after typing stops, what the server will say.
 * @param {HTMLInputElement} input
 */
function addStrength(input) {
  const line = element('p', 'strength');
  /** @type {number | undefined} */
  let timer;
  line.id = `${input.id}-strength`;
  line.dataset.level = '0';
  line.setAttribute('role', 'status');
  input.closest('.field')?.append(line);

  // Not with the page: few come to choose a password, and it is large.
  input.addEventListener('focus', () => loadJudge(input.dataset.judge), { once: true });
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const judged = input.value;
      const { level, text } = await judge(input);
      if (input.value !== judged) return;
      line.dataset.level = String(level);
      line.textContent = text;
    }, 300);
  });
}

/** @param {HTMLInputElement} input */
async function judge({ value, minLength, dataset, form }) {
  const password = value.normalize('NFKC');
  if (password === '') return { level: 0, text: '' };
  const missing = minLength - [...password].length;
  if (missing > 0) {
    return { level: 1, text: formTexts.moreCharacters(missing) };
  }
  const rules = await loadJudge(dataset.judge);
  if (!rules) return { level: 2, text: formTexts.longEnough };
  /** @type {passwords.PersonalWords} */
  const personal = JSON.parse(dataset.personal ?? '');
  const nameField = form?.elements.namedItem('displayName');
  const typedName = nameField instanceof HTMLInputElement ? nameField.value : undefined;
  const about = { ...personal, displayName: typedName ?? personal.displayName };
  const problem =
    rules.lengthProblem(password, minLength) ?? rules.judge(password, minLength, about);
  return problem
    ? { level: 1, text: rules.passwordText(problem, minLength) }
    : { level: 3, text: formTexts.strong };
}

/** @type {ReturnType<typeof fetchJudge> | undefined} */
let judgeLoading;

/**
 * What the server judges by, loaded once; nothing when it can't be had.
 * @param {string | undefined} urls
 */
function loadJudge(urls = '') {
  judgeLoading ??= fetchJudge(urls);
  return judgeLoading.catch(() => undefined);
}

/** @param {string} urls */
async function fetchJudge(urls) {
  const [rulesUrl = '', ...libraryUrls] = urls.split(' ');
  /** @type {[typeof passwords, ...unknown[]]} */
  const [{ createJudge, lengthProblem, passwordText }] = await Promise.all([
    import(rulesUrl),
    ...libraryUrls.map(loadScript),
  ]);
  /** @type {{ core: typeof core, 'language-common': typeof lists }} */
  const zxcvbn = Reflect.get(window, 'zxcvbnts');
  const judge = createJudge(zxcvbn.core, zxcvbn['language-common']);
  return { judge, lengthProblem, passwordText };
}

/** @param {string} url */
function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = element('script', '');
    script.src = url;
    script.addEventListener('load', resolve);
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}

/**
 * The chosen picture as others will see it, drawn on a canvas, so that no address of it is needed. The drawing is
 * sent in its place: pictures of phones are a hundred times as large. What can't be drawn isn't sent.
 * @param {HTMLInputElement} input
 */
function addPreview(input) {
  const canvas = element('canvas', 'preview');
  const status = element('p', 'hint');
  canvas.width = pictureSide;
  canvas.height = pictureSide;
  canvas.hidden = true;
  canvas.setAttribute('aria-hidden', 'true');
  status.setAttribute('role', 'status');
  input.after(canvas, status);

  /** @param {string} text */
  function say(text, isProblem = false) {
    status.className = isProblem ? 'problem' : 'hint';
    status.textContent = text;
  }
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    canvas.hidden = true;
    say('');
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => undefined);
    if (input.files?.[0] !== file) return;
    if (!picture) {
      const reason = refusal(file);
      if (reason) input.value = '';
      return say(reason ?? formTexts.pictureUnseen, reason !== undefined);
    }
    drawSquare(canvas, picture);
    canvas.hidden = false;
    say(formTexts.pictureShown);
    const small = await smallFile(canvas, file.name).catch(() => undefined);
    if (small && input.files?.[0] === file) sendInstead(input, small);
  });
}

/**
 * Why a picture that this browser can't draw is left out; undefined when the server may have a look at it.
 * @param {File} file
 */
function refusal(file) {
  if (/\.hei[cf]s?$/i.test(file.name) || /^image\/hei[cf]/.test(file.type)) {
    return formTexts.pictureIsHeic;
  }
  if (file.size > largestPicture) return formTexts.pictureTooLarge;
  return /^image\/(png|jpeg|webp)$/.test(file.type) ? undefined : formTexts.notAPicture;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} picture
 */
function drawSquare(canvas, picture) {
  const side = Math.min(picture.width, picture.height);
  const left = (picture.width - side) / 2;
  const top = (picture.height - side) / 2;
  const context = contextOf(canvas);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, left, top, side, side, 0, 0, canvas.width, canvas.height);
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws nothing.');
  return context;
}

/**
 * The drawing as WebP or, in browsers that can't write that, as JPEG on white.
 * @param {HTMLCanvasElement} canvas
 * @param {string} name
 */
async function smallFile(canvas, name) {
  const baseName = name.replace(/\.\w+$/, '');
  /** @type {(type: string) => Promise<Blob | null>} */
  const written = (type) => new Promise((resolve) => canvas.toBlob(resolve, type, 0.9));
  const webp = await written('image/webp');
  if (webp?.type === 'image/webp') return new File([webp], `${baseName}.webp`, { type: webp.type });
  const context = contextOf(canvas);
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.globalCompositeOperation = 'source-over';
  const jpeg = await written('image/jpeg');
  return jpeg && new File([jpeg], `${baseName}.jpg`, { type: jpeg.type });
}

/**
 * @param {HTMLInputElement} input
 * @param {File} file
 */
function sendInstead(input, file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
}

/**
 * Shows that the form is on its way, and keeps a second click from sending it again.
 * @param {HTMLFormElement} form
 */
function showBusy(form) {
  const button = form.querySelector('button[data-busy]');
  if (!(button instanceof HTMLButtonElement)) return;
  const label = [...button.childNodes];
  form.addEventListener('submit', () => {
    button.disabled = true;
    button.textContent = button.dataset.busy ?? '';
  });
  const restore = () => {
    if (!button.disabled) return;
    button.disabled = false;
    button.replaceChildren(...label);
  };
  // The page may come back from the browser's memory as it was left.
  addEventListener('pageshow', restore);
  // Whoever stops the sending, or types on, wants to send it again.
  form.addEventListener('input', restore);
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') restore();
  });
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 */
function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
