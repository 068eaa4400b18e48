// What is shown once can be copied and printed. Without this it can be selected, and downloaded.

const status = document.querySelector('[data-copied]');

for (const button of document.querySelectorAll('button')) {
  const { copy, print } = button.dataset;
  const source = copy === undefined ? null : document.getElementById(copy);
  if (source) {
    button.hidden = false;
    button.addEventListener('click', () => copyTextOf(source));
  }
  if (print !== undefined) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}

/** @param {HTMLElement} source */
async function copyTextOf(source) {
  const lines = [...source.children].map(({ textContent }) => textContent);
  /** @param {string | undefined} text */
  const say = (text) => {
    if (status instanceof HTMLElement) status.textContent = text ?? '';
  };
  const { copied, notCopied } = status instanceof HTMLElement ? status.dataset : {};
  // Only over https, or on this very machine.
  await Promise.resolve()
    .then(() => navigator.clipboard.writeText(lines.join('\n')))
    .then(
      () => say(copied),
      () => say(notCopied),
    );
}
