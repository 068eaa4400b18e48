import { isIP } from 'node:net';
import { isThisMachine } from './server-url.ts';
import { cookieDomain } from './variable-kinds.ts';
import type { Variables } from './variables.ts';

/** What is wrong with variables of which each could be right; `mode` is NODE_ENV. One sentence each, without values. */
export function problemsTogether(set: Variables, mode: string | undefined): string[] {
  return [...slackProblems(set), ...crossProblems(set), ...publicUrlProblems(set, mode)];
}

/**
 * The app is installed by OAuth, or acts in one workspace with a bot token that somebody copied. Beside that, the client ID
 * and secret are for signing in with Slack.
 */
function slackProblems(set: Variables): string[] {
  const oauth = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'];
  const missing = oauth.filter((name) => !set[name]);
  if (!set.SLACK_BOT_TOKEN && missing.length === oauth.length) {
    return [
      'SLACK_CLIENT_ID is not set, nor is SLACK_CLIENT_SECRET: both are under Basic Information in Slack (or set SLACK_BOT_TOKEN)',
    ];
  }
  if (set.SLACK_BOT_TOKEN && set.INSTALL_TEAMS) {
    return [
      'INSTALL_TEAMS is set, but SLACK_BOT_TOKEN too: leave out the token to install the app by OAuth',
    ];
  }
  if (missing.length === oauth.length) return [];
  return missing.map((name) => `${name} is not set, but ${oauth.find((each) => set[each])} is`);
}

/** Problems that no variable has on its own. */
function crossProblems(set: Variables): string[] {
  const problems: string[] = [];
  if (!set.SMTP_URL) problems.push('SMTP_URL is not set (use none to run without email)');
  if (set.SMTP_URL?.trim().toLowerCase() !== 'none' && !set.MAIL_FROM)
    problems.push('MAIL_FROM is not set');
  const dkim = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'];
  if (dkim.some((name) => set[name])) {
    for (const name of dkim) {
      if (!set[name]) problems.push(`${name} is not set, but other DKIM_ variables are`);
    }
  }
  const domain = cookieDomain.optional().safeParse(set.AUTH_COOKIE_DOMAIN).data;
  const url = set.PUBLIC_URL?.trim() ?? 'http://localhost';
  if (domain && URL.canParse(url) && !isWithin(new URL(url).hostname, domain)) {
    problems.push('AUTH_COOKIE_DOMAIN must be the host of PUBLIC_URL or a domain above it');
  }
  const auth = ['AUTH_RETURN_HOSTS', 'AUTH_COOKIE_DOMAIN'].filter((name) => set[name]);
  const isForOneTeam = /^\s*T[^,]*$/i.test(set.INSTALL_TEAMS ?? '');
  const isByOauth = Boolean(set.SLACK_CLIENT_ID) && !set.SLACK_BOT_TOKEN;
  if (auth.length > 0 && isByOauth && !set.AUTH_TEAMS && !isForOneTeam) {
    problems.push(
      `AUTH_TEAMS is not set, but ${auth.join(' and ')}: name the Slack teams whose members may use your tools, as others may install the app`,
    );
  }
  return problems;
}

/** Whether a host is the domain or below it; there is nothing above an IP address. */
function isWithin(host: string, domain: string): boolean {
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/** In production people open the links from elsewhere, and what they type must not be read on its way. */
function publicUrlProblems({ PUBLIC_URL }: Variables, mode: string | undefined): string[] {
  if (mode?.trim().toLowerCase() !== 'production') return [];
  if (!PUBLIC_URL) return ['PUBLIC_URL is not set (with NODE_ENV=production it must be)'];
  const url = PUBLIC_URL.trim();
  if (!/^http:/i.test(url) || !URL.canParse(url) || isThisMachine(new URL(url).hostname)) return [];
  return ['PUBLIC_URL must start with https:// (http:// is for localhost only)'];
}
