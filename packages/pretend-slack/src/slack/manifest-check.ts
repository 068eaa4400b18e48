import * as z from 'zod';
import { parsePlaced, problemsBy } from '../block-kit/problems.ts';
import { builtInsAmong, invalidCommandName } from '../built-in-commands.ts';

/** What Slack finds wrong with a manifest, in the form in which it says so. */
export interface ManifestProblem {
  /** Not always there. */
  readonly code?: string;
  readonly message: string;
  /** A JSON pointer to the place in the manifest. */
  readonly pointer: string;
}

const short = (most: number) => z.string().min(1).max(most);
const address = z
  .string()
  .max(3500)
  .regex(/^https?:\/\//, { message: 'must match pattern: "^https?:\\/\\/"' });
const names = (most: number) => z.array(z.string().max(50)).max(most);
/** What the pretend Slack has no use for. */
const other = z.unknown().optional();
const flag = z.boolean().optional();

const features = z.strictObject({
  app_home: z
    .strictObject({
      home_tab_enabled: flag,
      messages_tab_enabled: flag,
      messages_tab_read_only_enabled: flag,
    })
    .optional(),
  bot_user: z.strictObject({ display_name: short(80), always_online: flag }).optional(),
  slash_commands: z
    .array(
      z.strictObject({
        command: z.string().min(2).max(32).regex(/^\//, { message: 'must match pattern: "^\\/"' }),
        url: address.optional(),
        description: short(2000),
        usage_hint: short(1000).optional(),
        should_escape: flag,
      }),
    )
    .min(1)
    .max(50)
    .optional(),
  shortcuts: z
    .array(
      z.strictObject({
        name: short(24),
        type: z.enum(['message', 'global']),
        callback_id: short(255),
        description: short(150),
      }),
    )
    .min(1)
    .max(10)
    .optional(),
  unfurl_domains: z
    .array(
      z
        .string()
        .max(255)
        .regex(/^(?![.-])[-a-z0-9.]+[a-z0-9]$/, { message: 'must be a domain' }),
    )
    .min(1)
    .max(5)
    .optional(),
  functions: other,
  workflow_steps: other,
  assistant_view: other,
  agent_view: other,
  search: other,
  rich_previews: other,
});

const settings = z.strictObject({
  event_subscriptions: z
    .strictObject({
      request_url: address.optional(),
      user_events: names(100).optional(),
      bot_events: names(100).optional(),
      metadata_subscriptions: other,
    })
    .optional(),
  interactivity: z
    .strictObject({
      is_enabled: z.boolean(),
      request_url: address.optional(),
      message_menu_options_url: address.optional(),
    })
    .optional(),
  allowed_ip_address_ranges: other,
  incoming_webhooks: other,
  org_deploy_enabled: flag,
  socket_mode_enabled: flag,
  is_hosted: flag,
  token_rotation_enabled: flag,
  siws_links: other,
  hermes_app_type: other,
  function_runtime: other,
  is_mcp_enabled: flag,
});

// https://docs.slack.dev/reference/app-manifest
const schema = z.looseObject({
  display_information: z.strictObject({
    name: short(35),
    description: short(140).optional(),
    long_description: z.string().min(175).max(4000).optional(),
    background_color: z.string().min(4).max(7).optional(),
  }),
  features: features.optional(),
  oauth_config: z
    .strictObject({
      redirect_urls: z.array(z.string().max(2500)).max(1000).optional(),
      scopes: z
        .strictObject({
          bot: names(255).optional(),
          user: names(255).optional(),
          bot_optional: names(255).optional(),
          user_optional: names(255).optional(),
        })
        .optional(),
      token_management_enabled: flag,
      pkce_enabled: flag,
    })
    .optional(),
  settings: settings.optional(),
});

/**
 * Everything for which Slack would refuse this manifest; an empty list when it would be taken.
 * https://docs.slack.dev/reference/methods/apps.manifest.validate
 */
export function checkManifest(
  manifest: unknown,
  { allowedCommands = [] }: { allowedCommands?: readonly string[] } = {},
): ManifestProblem[] {
  const parsed = schema.safeParse(manifest);
  if (!parsed.success) return problemsBy(schema, manifest).map(parsePlaced);
  const commands = parsed.data.features?.slash_commands ?? [];
  const set: Partial<z.infer<typeof settings>> = parsed.data.settings ?? {};
  return [
    ...nameProblems(
      commands.map(({ command }) => command),
      allowedCommands,
    ),
    ...scopeProblems(parsed.data.oauth_config?.scopes ?? {}),
    ...addressProblems(set),
    ...(set.socket_mode_enabled || commands.every(({ url }) => url)
      ? []
      : [{ message: 'Slash Command requires a URL', pointer: '/features/slash_commands' }]),
  ];
}

/** One name that is no good spoils them all: Slack points at the whole list. */
function* nameProblems(
  commands: readonly string[],
  allowed: readonly string[],
): Generator<ManifestProblem> {
  const isWellFormed = commands.every((command) => /^\/[a-z0-9_-]+$/.test(command));
  if (!isWellFormed || builtInsAmong(commands, allowed).length > 0) yield invalidCommandName;
  if (new Set(commands).size < commands.length) {
    const { pointer } = invalidCommandName;
    yield { code: 'duplicate_name', message: 'The slash command name is duplicated', pointer };
  }
}

/** What is optional is asked for all the same. */
function* scopeProblems(scopes: Partial<Record<string, string[]>>): Generator<ManifestProblem> {
  for (const kind of ['bot', 'user']) {
    const asked = scopes[kind] ?? [];
    for (const [index, scope] of (scopes[`${kind}_optional`] ?? []).entries()) {
      if (asked.includes(scope)) continue;
      const pointer = `/oauth_config/scopes/${kind}_optional/${index}`;
      yield { message: `must also be in ${kind}: ${scope}`, pointer };
    }
  }
}

/** Where Slack sends what the app asks to be told. */
function* addressProblems(set: Partial<z.infer<typeof settings>>): Generator<ManifestProblem> {
  const { event_subscriptions: events, interactivity, socket_mode_enabled: bySocket } = set;
  const wantsEvents = [events?.bot_events, events?.user_events].some((list) => list?.length);
  if (wantsEvents && !events?.request_url && !bySocket) {
    yield {
      message: 'Event Subscription requires either Request URL or Socket Mode Enabled',
      pointer: '/settings/event_subscriptions',
    };
  }
  if (interactivity?.is_enabled && !interactivity.request_url && !bySocket) {
    const pointer = '/settings/interactivity';
    yield { message: 'Interactivity requires a Request URL', pointer };
    yield { message: 'Interactivity requires Socket Mode enabled', pointer };
  }
}
