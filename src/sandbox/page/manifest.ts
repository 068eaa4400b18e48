import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { allScopes } from '../slack/cast.ts';

const manifestFile = new URL('../../../manifest.yml', import.meta.url);

const Manifest = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }).optional(),
  features: z.object({
    app_home: z.object({ messages_tab_read_only_enabled: z.boolean().default(false) }).optional(),
    slash_commands: z
      .array(
        z.object({
          command: z.string(),
          description: z.string().default(''),
          usage_hint: z.string().default(''),
        }),
      )
      .default([]),
    shortcuts: z
      .array(
        z.object({
          name: z.string(),
          type: z.string(),
          callback_id: z.string(),
          description: z.string().default(''),
        }),
      )
      .default([]),
  }),
});

/** What the app declares to Slack that people can use. */
export interface Declared {
  readonly commands: readonly { command: string; description: string; hint: string }[];
  readonly shortcuts: readonly { callbackId: string; name: string; description: string }[];
  /** Whether people can write to the app, or only read what it writes to them. */
  readonly isReadOnly: boolean;
  /** What it asks to be allowed; all that there is when it does not say. */
  readonly scopes: readonly string[];
}

/**
 * Reads the commands and global shortcuts of manifest.yml, with the command's name as it is
 * configured. Without the file there is the one command.
 */
export function readManifest(command: string): Declared {
  if (!existsSync(manifestFile)) {
    return {
      commands: [{ command, description: 'Invite somebody', hint: '' }],
      shortcuts: [],
      isReadOnly: false,
      scopes: allScopes,
    };
  }
  const { features, oauth_config } = Manifest.parse(parse(readFileSync(manifestFile, 'utf8')));
  return {
    commands: features.slash_commands.map((one) => ({
      command: one.command.replace(/^\/invite(?![a-z0-9_])/, command),
      description: one.description,
      hint: one.usage_hint,
    })),
    shortcuts: features.shortcuts
      .filter((one) => one.type === 'global')
      .map(({ name, description, callback_id }) => ({
        name,
        description,
        callbackId: callback_id,
      })),
    isReadOnly: features.app_home?.messages_tab_read_only_enabled ?? false,
    scopes: oauth_config?.scopes.bot ?? allScopes,
  };
}
