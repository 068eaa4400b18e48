/** One element of the blocks in a form. */
export interface ElementName {
  blockId: string;
  actionId: string;
}

/** The form field of what an element holds. */
export function inputName({ blockId, actionId }: ElementName): string {
  return `in/${encodeURIComponent(blockId)}/${encodeURIComponent(actionId)}`;
}

/** The form field of what is searched for in an external select. */
export function queryName({ blockId, actionId }: ElementName): string {
  return `q/${encodeURIComponent(blockId)}/${encodeURIComponent(actionId)}`;
}

/**
 * What a button sends that presses an element. Without a value it stands for an element that holds
 * one: what the form says is pressed.
 */
export function pressValue({ blockId, actionId }: ElementName, value?: string): string {
  const parts = [blockId, actionId, ...(value === undefined ? [] : [value])];
  return parts.map(encodeURIComponent).join('/');
}

/** Reads what `pressValue` wrote; undefined for anything else. */
export function readPress(text: string): (ElementName & { value?: string }) | undefined {
  const [blockId, actionId, value] = text.split('/').map(decoded);
  if (blockId === undefined || actionId === undefined) return undefined;
  return { blockId, actionId, ...(value !== undefined && { value }) };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
