import type * as z from 'zod';
import { Environment } from './environment.ts';
import { done, type Outcome, refused } from './shared/outcome.ts';
import { variableDoubts } from './shared/variable-doubts.ts';
import { withPlace } from './shared/variable-places.ts';
import { ownVariables, type Variables } from './shared/variables.ts';
import { problemsTogether } from './shared/variables-together.ts';

const day = 86_400_000;

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
function onlyTeam(env: z.infer<typeof Environment>) {
  const { INSTALL_TEAMS: teams } = env;
  return isByOauth(env) && isOneTeam(teams) ? teams : undefined;
}

/** Whether others than the first team can come: then whose the hosts of TOOL_HOSTS are has to be said. */
function mayHaveStrangers(env: z.infer<typeof Environment>) {
  return isByOauth(env) && env.INSTALL_TEAMS !== 'first';
}

/** Whether teams install the app themselves; with a bot token it is in that one's workspace. */
function isByOauth({ SLACK_CLIENT_ID, SLACK_BOT_TOKEN }: z.infer<typeof Environment>) {
  return SLACK_CLIENT_ID !== undefined && SLACK_BOT_TOKEN === undefined;
}

function isOneTeam(teams: 'first' | 'any' | readonly string[]): teams is readonly string[] {
  return typeof teams !== 'string' && teams.length === 1;
}

function toConfig(env: z.infer<typeof Environment>) {
  const client =
    env.SLACK_CLIENT_ID && env.SLACK_CLIENT_SECRET
      ? { clientId: env.SLACK_CLIENT_ID, clientSecret: env.SLACK_CLIENT_SECRET }
      : undefined;
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
      oauth: isByOauth(env) ? client : undefined,
      /** What people sign in with Slack by; either way of being installed may have it. */
      signIn: client,
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
    toolHostTeams: env.AUTH_TEAMS ?? onlyTeam(env) ?? (mayHaveStrangers(env) ? [] : undefined),
    supportContact: env.SUPPORT_CONTACT,
    privacyUrl: env.PRIVACY_URL,
    billingUrl: env.BILLING_URL,
    keepUninstalledMs: env.KEEP_UNINSTALLED_DAYS * day,
    logLevel: env.LOG_LEVEL,
  };
}
