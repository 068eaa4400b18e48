import * as z from 'zod';
import { type Json, tidy } from './tidy.ts';

// What every request of Slack's has, as far as we look at it (docs.slack.dev). Bolt and the handlers trust the form
// of what comes: so only what they would stumble on is refused, and whatever is merely unknown passes.

/** What is wrong with a payload: of which kind it is, where, and what should be there. Never what is there. */
interface PayloadProblem {
  readonly kind: string;
  /** Such as view.state.values. */
  readonly field: string;
  readonly problem: string;
}

/** What to do with a payload: give `body` to Bolt, say thanks for it and leave it, or not take it. */
export type SlackReading =
  | { readonly does: 'process'; readonly body: Json }
  | {
      readonly does: 'acknowledge';
      readonly problem?: PayloadProblem;
      /** Whether Slack says that it holds back events. */
      readonly isHeldBack?: boolean;
    }
  | { readonly does: 'refuse'; readonly problem: PayloadProblem };

/** Thrown by the app for a payload that no handler could work with; it is logged already. */
export class PayloadRefused extends Error {
  override readonly name = 'PayloadRefused';
}

const id = z.string().regex(/^[\w.-]{1,100}$/);
/** Names a request, in the database as well. */
const trigger = z.string().regex(/^\P{Cc}{1,255}$/u);
const text = z.string();
const url = z.url({ protocol: /^https?$/ });

/** Slack writes an object without anything in it as an empty list now and then. */
function object<Shape extends z.ZodType>(shape: Shape) {
  const asObject = (given: unknown) => (Array.isArray(given) && given.length === 0 ? {} : given);
  return z.preprocess(asObject, shape);
}

/** Remembered, for links into Slack. */
const sender = { api_app_id: id.optional() };

const command = z.looseObject({
  ...sender,
  enterprise_id: id.optional(),
  command: text.startsWith('/'),
  text: text.optional(),
  team_id: id,
  user_id: id,
  channel_id: id.optional(),
  trigger_id: trigger,
  response_url: url,
});

const option = object(z.looseObject({ value: text.optional() })).optional();

/** What an input holds, or what was done to an element. */
const element = z.looseObject({
  type: text.optional(),
  value: text.optional(),
  selected_option: option,
  selected_users: z.array(id).optional(),
});

const values = object(z.record(text, object(z.record(text, object(element)))));

const view = z.looseObject({
  id,
  app_installed_team_id: id.optional(),
  callback_id: text.optional(),
  hash: text.optional(),
  private_metadata: text.optional(),
  state: object(z.looseObject({ values: values.default({}) })).default({ values: {} }),
});

/** Of an installation for a whole organisation Slack may tell no team, only the person's. */
const base = z.looseObject({
  ...sender,
  team: z.looseObject({ id, enterprise_id: id.optional() }).optional(),
  enterprise: z.looseObject({ id }).optional(),
  user: z.looseObject({ id, team_id: id.optional() }),
  trigger_id: trigger.optional(),
});

const chooses = ['static_select', 'overflow', 'radio_buttons'];

const action = element
  .extend({ type: text, action_id: text, block_id: text, action_ts: text.optional() })
  .refine(({ type, selected_option: chosen }) => !chooses.includes(type) || chosen?.value, {
    path: ['selected_option', 'value'],
    message: 'Nothing is chosen',
  });

const interactions = new Map<unknown, z.ZodType<Json>>([
  [
    'block_actions',
    base.extend({
      actions: z.array(action).min(1),
      view: view.optional(),
      response_url: url.optional(),
    }),
  ],
  [
    'block_suggestion',
    base.extend({ action_id: text, block_id: text, value: text, view: view.optional() }),
  ],
  ['view_submission', base.extend({ view: view.required({ callback_id: true }) })],
  ['shortcut', base.extend({ callback_id: text, trigger_id: trigger })],
]);

/** There is nothing to be done about these, but Slack shows a warning unless somebody takes them. */
const onlyTaken: readonly unknown[] = ['view_closed', 'message_action'];

const changedPerson = z.looseObject({
  user: z.looseObject({
    id,
    profile: object(z.looseObject({ email: text.optional().catch(undefined) })).catch({}),
    enterprise_user: object(
      z.looseObject({ teams: z.array(text).optional().catch(undefined) }),
    ).catch({}),
  }),
});

/** The events that we listen to, as far as handlers read them. */
const events = new Map<unknown, z.ZodType<Json>>([
  ['app_uninstalled', z.looseObject({})],
  // Which tab it was is left out at times; the Home tab is what the app has.
  ['app_home_opened', z.looseObject({ user: id, tab: text.default('home') })],
  [
    'link_shared',
    z.looseObject({
      // Not there when a workflow or an app has posted the link.
      user: id.optional(),
      channel: id,
      message_ts: id,
      thread_ts: id.optional(),
      source: text.optional(),
      unfurl_id: text.optional(),
      links: z.array(z.looseObject({ url: text })),
    }),
  ],
  ['user_change', changedPerson],
  ['team_join', changedPerson],
  [
    'tokens_revoked',
    z.looseObject({ tokens: object(z.looseObject({ bot: z.array(text).optional() })).default({}) }),
  ],
]);

const envelope = z.looseObject({
  ...sender,
  team_id: id.optional(),
  context_team_id: id.optional(),
  enterprise_id: id.optional(),
  event_time: z.number().optional(),
  // Bolt asks for null when the envelope has the team.
  authorizations: z
    .array(z.looseObject({ team_id: id.nullable().default(null), enterprise_id: id.optional() }))
    .optional()
    .catch(undefined),
  // Bolt looks into the last two, whatever the event.
  event: z.looseObject({
    type: text,
    channel: z.union([text, z.looseObject({})]).optional(),
    item: z.looseObject({}).optional(),
  }),
});

/** The fields by which Bolt tells the kinds apart, before it looks at the type, and whose each of them is. */
const marks: Readonly<Record<string, unknown>> = {
  event: 'event_callback',
  command: undefined,
  name: 'interactive_message',
  actions: 'block_actions',
};

/** A payload without what would make Bolt take it for another kind. */
function asItsKind(body: Json): Json {
  const fields = Object.entries(body).filter(
    ([name]) => !(name in marks) || marks[name] === body.type,
  );
  return Object.fromEntries(fields);
}

/**
 * Reads a payload that is Slack's, however it came, and puts right what Slack writes in more than one way: null and
 * empty for nothing, lists for objects.
 */
export function readSlackPayload(given: unknown): SlackReading {
  const body = asItsKind(Object(tidy(given)) as Json);
  const { type } = body;
  // Once a minute as long as it does. https://docs.slack.dev/apis/events-api#rate-limiting
  if (type === 'app_rate_limited') return { does: 'acknowledge', isHeldBack: true };
  if (onlyTaken.includes(type)) return { does: 'acknowledge' };
  if (type === 'event_callback') return readEvent(body);
  const shape = type === undefined ? command : interactions.get(type);
  if (!shape) return { does: 'refuse', problem: problemAt('unknown', ['type'], 'No known type') };
  const read = shape.safeParse(body);
  if (read.success) return { does: 'process', body: read.data };
  return { does: 'refuse', problem: problemOf(String(type ?? 'command'), read.error) };
}

/**
 * An event that can't be used, or that nobody listens to, is taken all the same: Slack would only send it again, three
 * times.
 */
function readEvent(body: Json): SlackReading {
  const read = envelope.safeParse(body);
  if (!read.success) {
    return { does: 'acknowledge', problem: problemOf('event_callback', read.error) };
  }
  const { event, ...rest } = read.data;
  const told = events.get(event.type)?.safeParse(event);
  if (!told) return { does: 'acknowledge' };
  if (!told.success) {
    return { does: 'acknowledge', problem: problemOf(event.type, told.error, ['event']) };
  }
  const team = rest.team_id ?? rest.context_team_id;
  const place = team === undefined ? {} : { team_id: team };
  return { does: 'process', body: { ...rest, ...place, event: told.data } };
}

function problemOf(
  kind: string,
  error: z.ZodError,
  above: readonly PropertyKey[] = [],
): PayloadProblem {
  const [issue] = error.issues;
  return problemAt(kind, [...above, ...(issue?.path ?? [])], issue?.message ?? '');
}

function problemAt(kind: string, path: readonly PropertyKey[], problem: string): PayloadProblem {
  return { kind, field: path.map(String).join('.').slice(0, 200), problem };
}
