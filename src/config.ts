import { z } from 'zod';
import { parseDuration } from './shared/clock.ts';
import { linkEnding, usualCommand } from './shared/command-names.js';
import { done, type Outcome, refused } from './shared/outcome.ts';
import { dkimKeyProblem, isOneSender, isSendersAddress } from './shared/sender.ts';
import { type MailServer, parseDatabaseUrl, parseSmtpUrl } from './shared/server-url.ts';
import { variableDoubts } from './shared/variable-doubts.ts';
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
import { places, withPlace } from './shared/variable-places.ts';
import { ownVariables, type Variables } from './shared/variables.ts';
import { problemsTogether } from './shared/variables-together.ts';

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
    .describe('client ID of your Slack app, which is then installed at `PUBLIC_URL/slack/install`'),
  SLACK_CLIENT_SECRET: slackText.optional().describe('client secret of your Slack app'),
  INSTALL_TEAMS: installTeams
    .default('first')
    .describe(
      'who may install it there: `first` (the first Slack team, and no other), ids of Slack teams, or `any`',
    ),
  SLACK_BOT_TOKEN: slackToken('xoxb-', places.SLACK_BOT_TOKEN)
    .optional()
    .describe('bot token of your Slack app, instead of the client ID and secret'),
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
    .default(12)
    .describe('minimum length of passwords, from 8 to 64'),
  TRUST_PROXY: wholeNumber(0, 10).default(0).describe('number of trusted proxies in front'),
  AUTH_RETURN_HOSTS: hostList
    .optional()
    .describe('hosts people can return to after signing in (see [docs](docs/forward-auth.md))'),
  AUTH_COOKIE_DOMAIN: cookieDomain
    .optional()
    .describe('shares the session with all hosts under this domain'),
  AUTH_TEAMS: teamList
    .optional()
    .describe(
      'Slack teams whose members `/auth/verify` lets through; required with `SLACK_CLIENT_ID`, unless `INSTALL_TEAMS` is one team',
    ),
  TOOL_HOSTS: hostList
    .optional()
    .describe(
      'hosts of connected tools in private networks, which may be told of sign-outs (see [docs](docs/tools.md#sign-out))',
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

/** What the app was told: checked, complete and frozen. Lengths of time are in milliseconds. */
export type Config = Readonly<ReturnType<typeof toConfig>>;

/**
 * Reads the configuration. Refuses with every problem at once, one sentence each, naming the variable;
 * never with a value, as values can be secrets.
 */
export function loadConfig(env: Variables): Outcome<Config, string[]> {
  const { set, examples } = ownVariables(Object.keys(Environment.shape), env);
  const parsed = Environment.safeParse(set);
  const issues = issuesOf(parsed.error, set);
  // Of an example is said what it is, and nothing of what it stands for.
  const placeholders = Object.fromEntries(examples.map((name) => [name, env[name]]));
  const together = problemsTogether({ ...set, ...placeholders }, env.NODE_ENV);
  const problems = [
    ...issues.map(sentence),
    // What cannot be read by itself isn't compared with the rest.
    ...together.filter((problem) => !issues.some(({ name }) => problem.startsWith(`${name} `))),
  ].filter((problem) => !examples.some((name) => problem.startsWith(`${name} `)));
  problems.push(...examples.map((name) => `${name} is not set: its value looks like an example`));
  if (!parsed.success || problems.length > 0) return refused(problems.map(withPlace));
  return done(Object.freeze(toConfig(parsed.data)));
}

/** What of the variables works, but is hardly meant. */
export function configDoubts(env: Variables, { publicUrl }: Pick<Config, 'publicUrl'>): string[] {
  return variableDoubts(Object.keys(Environment.shape), env, publicUrl);
}

const DataPlaces = Environment.pick({ DATABASE_URL: true, DATA_DIR: true });

/** Where the data is, read as {@link loadConfig} does, for who needs to know no more than that. */
export function loadDataPlaces(
  env: Variables,
): Outcome<Pick<Config, 'databaseUrl' | 'dataDir'>, string[]> {
  const { set } = ownVariables(Object.keys(DataPlaces.shape), env);
  const { data, error } = DataPlaces.safeParse(set);
  if (!data) return refused(issuesOf(error, set).map(sentence));
  return done({ databaseUrl: data.DATABASE_URL, dataDir: data.DATA_DIR });
}

const sentence = ({ name, problem }: { name: string; problem: string }): string =>
  `${name} ${problem}`;

/** What is wrong with each variable that could not be read. */
function issuesOf(error: z.ZodError | undefined, set: Variables) {
  return (error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return { name, problem: set[name] === undefined ? 'is not set' : issue.message };
  });
}

/**
 * The one team that the operator named for the app: tools are for its members. Not so the first one to come, which may
 * be a stranger's.
 */
function onlyTeam({ SLACK_CLIENT_ID, INSTALL_TEAMS: teams }: z.infer<typeof Environment>) {
  return SLACK_CLIENT_ID && isOneTeam(teams) ? teams : undefined;
}

function isOneTeam(teams: 'first' | 'any' | readonly string[]): teams is readonly string[] {
  return typeof teams !== 'string' && teams.length === 1;
}

function toConfig(env: z.infer<typeof Environment>) {
  const dkim =
    env.DKIM_DOMAIN && env.DKIM_SELECTOR && env.DKIM_PRIVATE_KEY
      ? {
          domainName: env.DKIM_DOMAIN,
          keySelector: env.DKIM_SELECTOR,
          privateKey: env.DKIM_PRIVATE_KEY,
        }
      : undefined;
  return {
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    databaseUrl: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    dataDir: env.DATA_DIR,
    appSecrets: env.APP_SECRET,
    slack: {
      signingSecret: env.SLACK_SIGNING_SECRET,
      /** One of the two is set: the token of the one workspace, or what teams install the app with. */
      botToken: env.SLACK_BOT_TOKEN,
      oauth:
        env.SLACK_CLIENT_ID && env.SLACK_CLIENT_SECRET
          ? { clientId: env.SLACK_CLIENT_ID, clientSecret: env.SLACK_CLIENT_SECRET }
          : undefined,
      installTeams: env.INSTALL_TEAMS,
      /** Slack's requests then come by Socket Mode. */
      appToken: env.SLACK_APP_TOKEN,
      apiUrl: env.SLACK_API_URL,
      command: env.SLACK_COMMAND,
    },
    mail:
      env.SMTP_URL && env.SMTP_URL !== 'none' && env.MAIL_FROM
        ? { server: env.SMTP_URL, from: env.MAIL_FROM, bouncesTo: env.MAIL_BOUNCES, dkim }
        : undefined,
    inviteTtlMs: env.INVITE_TTL,
    inviteLimits: {
      perAdmin: env.INVITES_PER_ADMIN_PER_DAY,
      perWorkspace: env.INVITES_PER_WORKSPACE_PER_DAY,
    },
    passwordMinLength: env.PASSWORD_MIN_LENGTH,
    trustProxy: env.TRUST_PROXY,
    authReturnHosts: env.AUTH_RETURN_HOSTS ?? [],
    authCookieDomain: env.AUTH_COOKIE_DOMAIN,
    authTeams: env.AUTH_TEAMS ?? onlyTeam(env),
    toolHosts: env.TOOL_HOSTS ?? [],
    supportContact: env.SUPPORT_CONTACT,
    privacyUrl: env.PRIVACY_URL,
    billingUrl: env.BILLING_URL,
    keepUninstalledMs: env.KEEP_UNINSTALLED_DAYS * day,
    logLevel: env.LOG_LEVEL,
  };
}
