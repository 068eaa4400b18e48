import * as z from 'zod';
import { parseDuration } from './shared/clock.ts';
import { linkEnding, usualCommand } from './shared/command-names.js';
import { done, type Outcome } from './shared/outcome.ts';
import { dkimKeyProblem, isOneSender, isSendersAddress } from './shared/sender.ts';
import { type MailServer, parseDatabaseUrl, parseSmtpUrl } from './shared/server-url.ts';
import {
  baseUrl,
  contact,
  cookieDomain,
  hostList,
  installTeams,
  origin,
  present,
  readBy,
  secretList,
  shownUrl,
  slackText,
  slackToken,
  teamList,
  trimmed,
  wholeNumber,
} from './shared/variable-kinds.ts';
import { places } from './shared/variable-places.ts';

const day = 86_400_000;

function readSmtpUrl(text: string): Outcome<MailServer | 'none', string> {
  return /^none$/i.test(text) ? done('none') : parseSmtpUrl(text);
}

/**
 * Every variable that the app reads. An empty one counts as not set. `npm run docs` writes the README's
 * table from it.
 */
export const Environment = z.object({
  PORT: wholeNumber(0, 65_535).default(3000).describe('where the app listens'),
  PUBLIC_URL: origin
    .optional()
    .describe(
      'the base of every link: `https://` and a host. Required in production; otherwise `http://localhost:PORT`',
    ),
  DATABASE_URL: readBy(parseDatabaseUrl)
    .optional()
    .describe('PostgreSQL. Without it, the app uses an embedded database in `DATA_DIR`'),
  DATABASE_POOL_SIZE: wholeNumber(2, 100)
    .default(10)
    .describe('the most connections to PostgreSQL, plus one'),
  DATA_DIR: present.default('./data').describe('folder for the embedded database'),
  APP_SECRET: secretList.describe('32+ characters. To rotate, set `NEW,OLD`'),
  SLACK_SIGNING_SECRET: trimmed
    .regex(
      /^[0-9a-f]{32}$/i,
      `must be 32 hexadecimal digits (0–9, a–f): copy ${places.SLACK_SIGNING_SECRET}`,
    )
    .describe('signing secret of your Slack app'),
  SLACK_CLIENT_ID: slackText
    .optional()
    .describe(
      'client ID of your Slack app: to install it at `PUBLIC_URL/slack/install`, and for signing in with Slack',
    ),
  SLACK_CLIENT_SECRET: slackText.optional().describe('client secret of your Slack app'),
  INSTALL_TEAMS: installTeams
    .default('first')
    .describe(
      'who may install it there: `first` (the first Slack team, and no other), ids of Slack teams, or `any`',
    ),
  SLACK_BOT_TOKEN: slackToken('xoxb-', places.SLACK_BOT_TOKEN)
    .optional()
    .describe('bot token of your Slack app, instead of installing it by OAuth'),
  SLACK_APP_TOKEN: slackToken('xapp-', places.SLACK_APP_TOKEN)
    .optional()
    .describe(
      "app-level token, for Socket Mode: Slack's requests then come through it instead of HTTP",
    ),
  SLACK_API_URL: baseUrl
    .default('https://slack.com/api')
    .transform((url) => `${url}/`)
    .describe('base URL for calls to Slack'),
  SLACK_COMMAND: trimmed
    .regex(/^\/[a-z0-9][a-z0-9_-]{0,25}$/, 'must be a slash and up to 26 of a–z, 0–9, - and _')
    .refine((name) => !name.endsWith(linkEnding), {
      message: 'must not end in -link, as the command for links does',
    })
    .default(usualCommand)
    .describe('name of the command, as in the manifest; `/invite` is answered, too'),
  SMTP_URL: readBy(readSmtpUrl)
    .optional()
    .describe(
      'the mail server, `smtp://…` or `smtps://…` (see [docs](docs/deploy.md#mail)); `none` runs without email',
    ),
  MAIL_FROM: trimmed
    .refine(isOneSender, {
      message: 'must be one address, such as invites@company.org or Invites <invites@company.org>',
    })
    .optional()
    .describe('sender of emails: one address, with or without a name'),
  MAIL_BOUNCES: trimmed
    .refine(isSendersAddress, { message: 'must be one address alone, such as bounces@company.org' })
    .optional()
    .describe('where bounces go, if not to `MAIL_FROM` (see [docs](docs/deploy.md#bounces))'),
  DKIM_DOMAIN: trimmed
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, 'must be a domain such as company.org')
    .optional()
    .describe('signs emails, together with the next two'),
  DKIM_SELECTOR: trimmed
    .regex(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/, 'must be a name such as invites')
    .optional()
    .describe("name of the key in that domain's DNS"),
  DKIM_PRIVATE_KEY: present
    .transform((key) => key.replaceAll('\\n', '\n'))
    .superRefine((key, context) => {
      const message = dkimKeyProblem(key);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .optional()
    .describe('the key, RSA in PEM; you can write its line breaks as `\\n`'),
  INVITE_TTL: trimmed
    .default('7d')
    .transform((text) => parseDuration(text) ?? 0)
    .refine((ms) => ms >= 1000 && ms <= 30 * day, 'must be from 1s to 30d, such as 12h or 7d')
    .describe('how long invite links work, from `1s` to `30d`'),
  INVITES_PER_ADMIN_PER_DAY: wholeNumber(1, 1_000_000)
    .default(300)
    .describe('how many invitations each admin can send in 24 hours, resent ones included'),
  INVITES_PER_WORKSPACE_PER_DAY: wholeNumber(1, 1_000_000)
    .default(1000)
    .describe('the same for everybody in a workspace together'),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 64)
    .default(15)
    .describe('minimum length of passwords, from 8 to 64; fewer than 15 only beside a second step'),
  TRUST_PROXY: wholeNumber(0, 10).default(0).describe('number of trusted proxies in front'),
  AUTH_RETURN_HOSTS: hostList
    .optional()
    .describe('hosts people can return to after signing in (see [docs](docs/forward-auth.md))'),
  AUTH_COOKIE_DOMAIN: cookieDomain
    .optional()
    .describe('lets proxies on all hosts under this domain know who is signed in'),
  AUTH_TEAMS: teamList
    .optional()
    .describe(
      'Slack teams whose members `/auth/verify` lets through; required where the app is installed by OAuth, unless `INSTALL_TEAMS` is one team',
    ),
  TOOL_HOSTS: hostList
    .optional()
    .describe(
      'hosts of connected tools in private networks, which may be told of sign-outs (see [docs](docs/tools.md#sign-out)); where many teams can install the app, for those in `AUTH_TEAMS` only',
    ),
  SUPPORT_CONTACT: contact
    .optional()
    .describe('who helps people: an email address or a URL; shown on `/support` and `/privacy`'),
  PRIVACY_URL: shownUrl
    .optional()
    .describe('your privacy policy; `/privacy` leads to it, below what the app itself keeps'),
  BILLING_URL: shownUrl.optional().describe('where **Manage billing** goes'),
  KEEP_UNINSTALLED_DAYS: wholeNumber(0, 3650)
    .default(30)
    .describe('how long to keep the data of a workspace that uninstalled the app'),
  LOG_LEVEL: trimmed
    .pipe(
      z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be trace, debug, info, warn, error, fatal or silent',
      }),
    )
    .default('info')
    .describe('`trace`, `debug`, `info`, `warn`, `error`, `fatal`, `silent`'),
});
