import { z } from 'zod';

// What every request of Slack's has, as far as we look at it (docs.slack.dev). Whatever else is signed is
// refused before any of it is used: Bolt trusts the form of what comes.

const id = z.string().regex(/^[\w.-]{1,100}$/);
const text = z.string();
const maybeText = text.nullish();
const url = z.url({ protocol: /^https?$/ });

/** Remembered, for links into Slack. */
const sender = { api_app_id: id.nullish() };

const command = z.object({
  ...sender,
  command: text.startsWith('/'),
  text: text.optional(),
  team_id: id,
  user_id: id,
  channel_id: id.optional(),
  trigger_id: text,
  response_url: url,
});

const option = z.object({ value: text }).nullish();

/** What an input holds, or what was done to an element. */
const element = z.object({
  type: text.optional(),
  value: maybeText,
  selected_option: option,
  selected_users: z.array(id).nullish(),
});

const view = z.object({
  id,
  callback_id: text,
  hash: maybeText,
  private_metadata: maybeText,
  state: z.object({ values: z.record(text, z.record(text, element)) }),
});

const person = z.object({ id });
/** Of an installation for a whole organisation Slack may tell no team, only the person's. */
const base = z.object({ ...sender, team: person.nullish(), user: person, trigger_id: maybeText });

const chooses = ['static_select', 'overflow', 'radio_buttons'];

const action = element
  .extend({ type: text, action_id: text, block_id: text, action_ts: text.optional() })
  .refine(({ type, value }) => type !== 'button' || typeof value !== 'object')
  .refine(({ type, selected_option: chosen }) => !chooses.includes(type) || Boolean(chosen));

const interaction = z.discriminatedUnion('type', [
  base.extend({
    type: z.literal('block_actions'),
    actions: z.array(action).min(1),
    view: view.partial({ callback_id: true, state: true }).nullish(),
    channel: person.nullish(),
    response_url: url.nullish(),
  }),
  base.extend({
    type: z.literal('block_suggestion'),
    action_id: text,
    block_id: text,
    value: text,
  }),
  base.extend({ type: z.literal('view_submission'), view }),
  base.extend({ type: z.literal('view_closed'), view }),
  base.extend({ type: z.literal('shortcut'), callback_id: text, trigger_id: text }),
  base.extend({ type: z.literal('message_action'), callback_id: text, trigger_id: text }),
]);

const link = z.object({ url: text });

/** The events that we listen to; of all others nothing is read. */
const events: Readonly<Record<string, z.ZodType>> = {
  app_home_opened: z.object({ user: id, tab: text }),
  link_shared: z.object({
    user: id,
    channel: id,
    message_ts: id,
    thread_ts: id.nullish(),
    source: maybeText,
    unfurl_id: maybeText,
    links: z.array(link),
  }),
  user_change: z.object({ user: person }),
};

const event = z
  .object({ type: text })
  .loose()
  .refine(
    (told) => !Object.hasOwn(events, told.type) || events[told.type]?.safeParse(told).success,
  );

const envelope = z.discriminatedUnion('type', [
  z.object({
    ...sender,
    type: z.literal('event_callback'),
    team_id: id,
    authorizations: z.array(z.object({ team_id: id.nullish() })).nullish(),
    event,
  }),
  z.object({ type: z.literal('url_verification'), challenge: text }),
  z.object({ type: z.literal('app_rate_limited') }),
]);

/** Whether a request's body is of a form that Slack sends. */
export function isSlackPayload(contentType: string | undefined, body: Buffer): boolean {
  const sent = body.toString('utf8');
  if (contentType?.startsWith('application/json')) return envelope.safeParse(parsed(sent)).success;
  const fields = new URLSearchParams(sent);
  // A field that is there twice is read differently by everybody.
  if (new Set(fields.keys()).size < [...fields].length) return false;
  const payload = fields.get('payload');
  if (payload !== null) return interaction.safeParse(parsed(payload)).success;
  // Slack's own look at whether we are there.
  if (fields.get('ssl_check') === '1') return true;
  return command.safeParse(Object.fromEntries(fields)).success;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
