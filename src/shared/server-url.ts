import { done, type Outcome, refused } from './outcome.ts';

/** A mail server, and how this app talks to it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte (`smtps://`); otherwise by STARTTLS where the server offers it. */
  readonly secure: boolean;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
  /** Nothing is said to the server before the connection is encrypted. */
  readonly requireTls: boolean;
  /** Whether a certificate that can't be verified ends the connection. */
  readonly rejectUnauthorized: boolean;
  /** The name in the certificate, where it isn't the host's. */
  readonly servername: string | undefined;
  /** What this app calls itself in EHLO; the host of PUBLIC_URL when undefined. */
  readonly name: string | undefined;
  readonly authMethod: string | undefined;
  /** How many connections to it are open at most, and so how many emails on their way. */
  readonly maxConnections: number;
}

/** Some servers take no more from one sender at a time. */
const usualConnections = 12;

/** What may stand behind the `?` of SMTP_URL, and what it may be. */
const parameters: Readonly<Record<string, RegExp>> = {
  requireTLS: /^(true|false)$/,
  'tls.rejectUnauthorized': /^(true|false)$/,
  'tls.servername': /^[A-Za-z0-9.-]+$/,
  name: /^[A-Za-z0-9.:[\]-]+$/,
  authMethod: /^(PLAIN|LOGIN|CRAM-MD5)$/,
  maxConnections: /^([1-9]|[1-4]\d|50)$/,
};

/** How a URL with a password has to be written. */
const urlAdvice =
  "can't be read: in the user name and the password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25";

/** The same where it isn't about a password. */
const hostAdvice =
  "needs a host behind ://, a port up to 65535 if it isn't the usual one, and no path, such as mail.company.org:587 (an IPv6 address in square brackets)";

/** What is wrong with a URL that can't be read: its host and port, or what stands before them. */
function adviceFor(text: string): string {
  const place = text.slice(text.lastIndexOf('@') + 1).replace(/^[a-z]+:\/\//i, '');
  const isPlace = /^[^\s/?#]+([/?#]|$)/.test(place) && URL.canParse(`smtp://${place}`);
  return text.includes('@') && isPlace ? urlAdvice : hostAdvice;
}

/**
 * Reads a URL that may hold a user and a password; refuses one that no server could be found by, or whose
 * password has signs that mean something else there.
 */
function parseServerUrl(text: string): Outcome<URL, string> {
  const isComplete = /^[a-z]+:\/\/\S+$/i.test(text) && URL.canParse(text);
  if (!isComplete) return refused(adviceFor(text));
  const url = new URL(text);
  // With a / or ? in the password the host ends there, and the @ comes only later; with # all the rest is gone.
  const isCutShort = url.hash !== '' || (!url.username && /@/.test(url.pathname + url.search));
  const isReadable = [url.username, url.password].every((part) => decoded(part) !== undefined);
  if (isCutShort || !isReadable) return refused(urlAdvice);
  // Whoever opens it would take it for none, and ask at another.
  return url.port === '0' ? refused('has port 0, at which nothing can be reached') : done(url);
}

/** Whether DATABASE_URL can be read, which is then used as it is; refuses as {@link parseSmtpUrl} does. */
export function parseDatabaseUrl(text: string): Outcome<string, string> {
  if (!/^postgres(ql)?:\/\//.test(text)) {
    return refused('must start with postgres:// or postgresql://');
  }
  const parsed = parseServerUrl(text);
  if (!parsed.ok) return parsed;
  const mode = parsed.value.searchParams.get('sslmode');
  if (mode === null || sslModes.includes(mode)) return done(text);
  return refused(`has an sslmode that there isn't; there are ${sslModes.join(', ')}`);
}

/** What the driver knows; of any other it would say nothing. */
const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** Reads SMTP_URL; refuses in words that come after the variable's name and hold nothing of the value. */
export function parseSmtpUrl(text: string): Outcome<MailServer, string> {
  if (!/^smtps?:\/\//i.test(text)) {
    return refused('must start with smtp:// or smtps://, or be none');
  }
  const parsed = parseServerUrl(text);
  if (!parsed.ok) return parsed;
  const url = parsed.value;
  if (!url.hostname || !['', '/'].includes(url.pathname)) return refused(adviceFor(text));
  const wrong = [...url.searchParams].some(([name, value]) => !parameters[name]?.test(value));
  if (wrong) {
    return refused(
      `has something behind its ? that there isn't; there are ${Object.keys(parameters).join(', ')} (docs/deploy.md)`,
    );
  }
  const user = decoded(url.username) ?? '';
  const password = decoded(url.password) ?? '';
  if (user === '' ? password !== '' : password === '') {
    return refused('has a user without a password, or a password without a user');
  }
  return done(serverOf(url, user === '' ? undefined : { user, password }));
}

function serverOf(url: URL, credentials: MailServer['credentials']): MailServer {
  const host = url.hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const secure = url.protocol === 'smtps:';
  const asked = (name: string) => url.searchParams.get(name) ?? undefined;
  return {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    credentials,
    requireTls: !secure && (asked('requireTLS') ?? String(needsTls(host, credentials))) === 'true',
    rejectUnauthorized: asked('tls.rejectUnauthorized') !== 'false',
    servername: asked('tls.servername'),
    name: asked('name'),
    authMethod: asked('authMethod'),
    maxConnections: Number(asked('maxConnections') ?? usualConnections),
  };
}

/** A password goes out unencrypted to this very machine only, unless the operator says otherwise. */
function needsTls(host: string, credentials: MailServer['credentials']): boolean {
  return credentials !== undefined && !isThisMachine(host);
}

/** Whether a host is the machine that the app runs on. */
export function isThisMachine(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
