// Finds elements of a class, so that what is done with them is what they can.

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | HTMLButtonElement} Control */

/**
 * The element of this id; every page has those that are asked for.
 * @param {Document} page
 * @param {string} id
 */
export function byId(page, id) {
  const found = page.getElementById(id);
  if (!found) throw new TypeError(`The page has no #${id}.`);
  return found;
}

/**
 * The first element below a root that a selector describes.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {new () => T} type
 * @param {string} selector
 */
export function find(root, type, selector) {
  const found = root.querySelector(selector);
  return found instanceof type ? found : undefined;
}

/**
 * All elements below a root that a selector describes.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {new () => T} type
 * @param {string} selector
 */
export function findAll(root, type, selector) {
  return [...root.querySelectorAll(selector)].flatMap((one) => (one instanceof type ? [one] : []));
}

/**
 * What a selector describes around the target of an event, itself included.
 * @template {Element} T
 * @param {EventTarget | null} target
 * @param {new () => T} type
 * @param {string} selector
 */
export function around(target, type, selector) {
  const found = target instanceof Element ? target.closest(selector) : undefined;
  return found instanceof type ? found : undefined;
}

/**
 * Whether an element has a name, a value and a form.
 * @param {unknown} element
 * @returns {element is Control}
 */
export function isControl(element) {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLButtonElement
  );
}

/**
 * What a form's only field of this name holds.
 * @param {HTMLFormElement | null} form
 * @param {string} name
 */
export function heldBy(form, name) {
  const field = form?.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field.value : undefined;
}

/**
 * A form as it is sent: in parts when files were chosen in it.
 * @param {FormData} data
 */
export function toSend(data) {
  const hasFiles = [...data.values()].some((value) => value instanceof File && value.name !== '');
  return hasFiles ? data : textsOf(data);
}

/**
 * The fields of a form without its files.
 * @param {FormData} data
 */
export function textsOf(data) {
  const fields = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === 'string') fields.append(name, value);
  return fields;
}
