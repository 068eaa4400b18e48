// What the app sent to a pretend Slack, as far as Slack can be asked whether it would show it. Touches no file.

/**
 * A screen or message: how blocks.validate is asked about it, and where it came from.
 * @typedef {object} Payload
 * @property {'modal' | 'home' | 'message' | 'unfurl' | 'choices'} surface
 * @property {string} sentBy The method, or the answer, in which the app sent it.
 * @property {Readonly<Record<string, unknown>>} asked `view`, `message` or `blocks`.
 */

/** @typedef {{ method: string, args: Readonly<Record<string, unknown>> }} Call */
/** @typedef {{ kind: string, body: string }} Answer The app's answer to a request of Slack's. */

/**
 * @param {readonly Call[]} calls
 * @param {readonly Answer[]} answers
 * @returns {Payload[]}
 */
export function payloadsIn(calls, answers) {
  return [...calls.flatMap(inCall), ...answers.flatMap(inAnswer)];
}

/**
 * Of those that are built alike, the largest; what they say and how often a row is repeated makes no difference.
 * @param {readonly Payload[]} payloads
 * @returns {Payload[]}
 */
export function largestOfEachKind(payloads) {
  /** @type {Map<string, { payload: Payload, size: number }>} */
  const largest = new Map();
  for (const payload of payloads) {
    const kind = JSON.stringify([payload.surface, formOf(payload.asked)]);
    const size = JSON.stringify(payload.asked).length;
    if (size > (largest.get(kind)?.size ?? 0)) largest.set(kind, { payload, size });
  }
  return [...largest.values()].map(({ payload }) => payload);
}

/**
 * @param {Call} call
 * @returns {Payload[]}
 */
function inCall({ method, args }) {
  if (method.startsWith('views.')) return view(args.view, method);
  if (method.startsWith('chat.post') || ['chat.update', 'response_url'].includes(method)) {
    return message(args, method);
  }
  if (method !== 'chat.unfurl') return [];
  return Object.values(Object(args.unfurls)).flatMap((unfurl) =>
    Array.isArray(unfurl?.blocks)
      ? [{ surface: 'unfurl', sentBy: method, asked: { blocks: unfurl.blocks } }]
      : [],
  );
}

/**
 * @param {Answer} answer
 * @returns {Payload[]}
 */
function inAnswer({ kind, body }) {
  const said = parsed(body);
  if (kind === 'command') return message(said, 'the answer to a command');
  if (kind === 'view_submission') return view(said.view, 'the answer to a dialog');
  if (kind !== 'block_suggestion' || !Array.isArray(said.options)) return [];
  const { options } = said;
  if (options.length === 0) return [];
  const menu = { type: 'static_select', action_id: 'choices', options };
  const asked = { blocks: [{ type: 'actions', elements: [menu] }] };
  return [{ surface: 'choices', sentBy: 'the answer to a search', asked }];
}

/**
 * @param {unknown} definition
 * @param {string} sentBy
 * @returns {Payload[]}
 */
function view(definition, sentBy) {
  const { type } = Object(definition);
  return type === 'modal' || type === 'home'
    ? [{ surface: type, sentBy, asked: { view: definition } }]
    : [];
}

/**
 * @param {Readonly<Record<string, unknown>>} fields
 * @param {string} sentBy
 * @returns {Payload[]}
 */
function message({ text, blocks, attachments }, sentBy) {
  if (blocks === undefined && attachments === undefined) return [];
  // Undefined is left out where it is sent.
  const content = { text, blocks, attachments };
  return [{ surface: 'message', sentBy, asked: { message: content } }];
}

/**
 * @param {string} body
 * @returns {Record<string, unknown>}
 */
function parsed(body) {
  try {
    return Object(JSON.parse(body));
  } catch {
    // Text, or nothing at all.
    return {};
  }
}

/**
 * How something is built: its fields and kinds, without what is said in it.
 * @param {unknown} value
 * @returns {unknown}
 */
function formOf(value) {
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(formOf(each))))];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => [name, name === 'type' || name === 'style' ? each : formOf(each)]);
}
