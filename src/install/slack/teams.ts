import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { createOneTeam, type FindAccess } from '../../platform/slack/identity.ts';
import { createSlackOauth, type SlackOauth } from '../../platform/slack/oauth.ts';
import { noTokenWatch, type TokenWatch, watchToken } from '../../platform/slack/token.ts';
import { botScopes, optionalScopes } from '../rules.ts';
import { createAccess } from '../use-cases/access.ts';

/** The teams that the app works in. */
export interface SlackTeams {
  readonly find: FindAccess;
  /** Resolves when no tokens are being renewed. */
  settled(): Promise<void>;
  /** Undefined where there is one team, by its bot token. */
  readonly oauth: SlackOauth | undefined;
  readonly token: TokenWatch;
}

interface SlackSettings {
  readonly apiUrl: string;
  readonly redirectUri: string;
  readonly botToken: string | undefined;
  readonly oauth: { readonly clientId: string; readonly clientSecret: string } | undefined;
}

/** The one team of the bot token, or all those that install the app by OAuth. */
export function createSlackTeams(
  { apiUrl, redirectUri, botToken, oauth: credentials }: SlackSettings,
  deps: { database: Database; secrets: Secrets; log: Logger; stopping: AbortSignal },
): SlackTeams {
  const { log } = deps;
  if (credentials) {
    // Asked for all together: Slack knows by the manifest which of them can be left out.
    const scopes = [...botScopes, ...optionalScopes];
    const oauth = createSlackOauth({ ...credentials, apiUrl, redirectUri, scopes, log });
    const access = createAccess({ ...deps, renew: oauth.renew });
    return { ...access, oauth, token: noTokenWatch };
  }
  if (botToken === undefined) throw new Error('the configuration names no way into Slack');
  const { find, look } = createOneTeam(botToken, apiUrl, log);
  const token = watchToken({ look, needed: botScopes, log });
  return { find, settled: async () => undefined, oauth: undefined, token };
}
