import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/**
 * The line of a manifest that a JSON pointer means: that of the key or entry, or of what is nearest above it when the
 * manifest has no such place.
 * @param {string} text YAML
 * @param {string} pointer As Slack gives it, such as /features/slash_commands/0.
 * @returns {{ number: number, text: string }}
 */
export function lineAt(text, pointer) {
  const counter = new LineCounter();
  /** @type {unknown} */
  let node = parseDocument(text, { lineCounter: counter }).contents;
  let offset = 0;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = below(node, key);
    if (!next) break;
    ({ node, offset } = next);
  }
  const number = counter.linePos(offset).line;
  return { number, text: (text.split('\n')[number - 1] ?? '').trim() };
}

/**
 * @param {unknown} node
 * @param {string} key
 * @returns {{ node: unknown, offset: number } | undefined}
 */
function below(node, key) {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (!pair || !isNode(pair.key)) return undefined;
    return { node: pair.value, offset: pair.key.range?.[0] ?? 0 };
  }
  const entry = isSeq(node) && /^\d+$/.test(key) ? node.items[Number(key)] : undefined;
  return isNode(entry) ? { node: entry, offset: entry.range?.[0] ?? 0 } : undefined;
}
