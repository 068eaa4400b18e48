import { isExample } from './example-values.js';

/** Environment variables as they come. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Those of the named variables that are set to something of one's own. An empty one is not set; one whose value looks
 * like an example counts as not set and is named apart.
 */
export function ownVariables(
  names: readonly string[],
  env: Variables,
): { set: Record<string, string>; examples: string[] } {
  const set: Record<string, string> = {};
  const examples: string[] = [];
  for (const name of names) {
    const value = name === 'APP_SECRET' ? (env[name] ?? '') : unquoted(env[name] ?? '');
    if (isExample(value)) examples.push(name);
    else if (value.trim()) set[name] = value;
  }
  return { set, examples };
}

/**
 * A value without the quotes around the whole of it, which `docker run --env-file` hands over. Not done to
 * APP_SECRET, which would become another secret.
 */
function unquoted(value: string): string {
  const { quote = '', inside = '' } =
    /^\s*(?<quote>["'])(?<inside>.*)\k<quote>\s*$/s.exec(value)?.groups ?? {};
  return quote && !inside.includes(quote) ? inside : value;
}

const secretNames = [
  'APP_SECRET',
  'SLACK_SIGNING_SECRET',
  'SLACK_BOT_TOKEN',
  'SLACK_CLIENT_SECRET',
  'SLACK_APP_TOKEN',
  'DATABASE_URL',
  'SMTP_URL',
  'DKIM_PRIVATE_KEY',
];

/** So short a text stands in many a line by chance. */
const minSecretLength = 6;

/** What in the variables nobody may read in a log, in the ways in which it is written. */
export function secretsIn(env: Variables): string[] {
  const values = secretNames.flatMap((name) => (env[name]?.trim() ? [env[name].trim()] : []));
  const parts = values.flatMap((value) => [value, ...value.split(','), ...passwordOf(value)]);
  const unfolded = [...parts, ...parts.map((part) => part.replaceAll('\\n', '\n'))];
  return [...new Set(unfolded)].filter((part) => part.length >= minSecretLength);
}

/** The password of a URL: as it stands there and as it is meant. */
function passwordOf(url: string): string[] {
  const password = URL.canParse(url) ? new URL(url).password : '';
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
