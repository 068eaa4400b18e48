import { parse } from 'yaml';
import * as z from 'zod';
import { builtInsAmong, InvalidManifest, invalidCommandName } from './built-in-commands.ts';

const text = z.string().default('');
const off = z.boolean().default(false);
const scopes = z.array(z.string()).default([]);

// https://docs.slack.dev/reference/app-manifest
const App = z.object({
  display_information: z.object({ name: z.string() }).optional(),
  features: z
    .object({
      app_home: z
        .object({
          home_tab_enabled: off,
          messages_tab_enabled: off,
          messages_tab_read_only_enabled: off,
        })
        .prefault({}),
      bot_user: z.object({ display_name: z.string() }).optional(),
      slash_commands: z
        .array(
          z.object({
            command: z.string(),
            description: text,
            usage_hint: text,
            should_escape: off,
          }),
        )
        .default([]),
      shortcuts: z
        .array(
          z.object({ name: z.string(), type: text, callback_id: z.string(), description: text }),
        )
        .default([]),
      unfurl_domains: z.array(z.string()).default([]),
    })
    .prefault({}),
  oauth_config: z
    .object({
      redirect_urls: z.array(z.string()).default([]),
      scopes: z.object({ bot: scopes, bot_optional: scopes, user: scopes }).prefault({}),
    })
    .prefault({}),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}),
      interactivity: z.object({ is_enabled: off }).prefault({}),
    })
    .prefault({}),
});

/** A slash command as an app declares it. */
export interface DeclaredCommand {
  readonly command: string;
  readonly description: string;
  readonly hint: string;
  /** Whether people, channels and links in its text arrive as their ids. */
  readonly shouldEscape: boolean;
}

/** A global shortcut as an app declares it. */
export interface DeclaredShortcut {
  readonly callbackId: string;
  readonly name: string;
  readonly description: string;
}

/** What an app declares to Slack, and Slack holds it to. */
export interface Manifest {
  readonly name: string;
  /** What the app is called among the people of a team. */
  readonly botName: string;
  readonly commands: readonly DeclaredCommand[];
  readonly shortcuts: readonly DeclaredShortcut[];
  readonly hasHome: boolean;
  readonly hasMessages: boolean;
  /** Whether people only read what the app writes to them. */
  readonly isReadOnly: boolean;
  /** The bot scopes that it asks for. */
  readonly scopes: readonly string[];
  /** Those of them that whoever installs the app may leave out. */
  readonly optionalScopes: readonly string[];
  /** What it may ask people for who sign in with Slack. */
  readonly userScopes: readonly string[];
  /** Where Slack sends people back to, or below. */
  readonly redirectUrls: readonly string[];
  /** The events that it wants to be told. */
  readonly events: readonly string[];
  /** Whether it hears of presses, submissions and shortcuts. */
  readonly isInteractive: boolean;
  /** Links of these domains are told to it, if it wants `link_shared`. */
  readonly unfurlDomains: readonly string[];
}

/**
 * Reads a Slack app manifest, YAML or JSON. What the pretend Slack doesn't know in it is left out.
 * Throws when it is no manifest, and {@link InvalidManifest} when it claims a command that Slack has itself and that
 * isn't among `allowedCommands`: Slack doesn't say which names it refuses, and may let an app have one of them.
 */
export function readManifest(
  source: string,
  { allowedCommands }: { readonly allowedCommands?: readonly string[] } = {},
): Manifest {
  const { display_information, features, oauth_config, settings } = App.parse(parse(source));
  const claimed = features.slash_commands.map(({ command }) => command);
  const builtIn = builtInsAmong(claimed, allowedCommands);
  if (builtIn.length > 0) {
    throw new InvalidManifest([invalidCommandName], `${builtIn.join(', ')}: Slack's own command`);
  }
  const { app_home: home, bot_user: bot } = features;
  const name = display_information?.name ?? bot?.display_name ?? 'App';
  return {
    name,
    botName: bot?.display_name ?? name,
    commands: features.slash_commands.map((one) => ({
      command: one.command,
      description: one.description,
      hint: one.usage_hint,
      shouldEscape: one.should_escape,
    })),
    shortcuts: features.shortcuts
      .filter(({ type }) => type === 'global')
      .map((one) => ({
        callbackId: one.callback_id,
        name: one.name,
        description: one.description,
      })),
    hasHome: home.home_tab_enabled,
    hasMessages: home.messages_tab_enabled,
    isReadOnly: home.messages_tab_read_only_enabled,
    scopes: oauth_config.scopes.bot,
    optionalScopes: oauth_config.scopes.bot_optional,
    userScopes: oauth_config.scopes.user,
    redirectUrls: oauth_config.redirect_urls,
    events: settings.event_subscriptions.bot_events,
    isInteractive: settings.interactivity.is_enabled,
    unfurlDomains: features.unfurl_domains,
  };
}
