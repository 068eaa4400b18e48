import { type Config, loadConfig } from '../../src/config.ts';

/** The least that the app runs with. */
export const least = {
  APP_SECRET: 'a-secret-of-at-least-32-characters',
  SLACK_SIGNING_SECRET: '0f1e2d3c4b5a69780f1e2d3c4b5a6978',
  SLACK_BOT_TOKEN: 'xoxb-token',
  SMTP_URL: 'smtp://mail.example.com',
  MAIL_FROM: 'Invites <invites@example.com>',
};

export type Variables = Record<string, string | undefined>;

/** The configuration with these variables beside the least; throws when it is refused. */
export function load(more: Variables = {}): Config {
  const config = loadConfig({ ...least, ...more });
  if (!config.ok) throw new Error(config.refusal.join('; '));
  return config.value;
}

/** What is said against these variables beside the least. */
export function problems(more: Variables): readonly string[] {
  const config = loadConfig({ ...least, ...more });
  return config.ok ? [] : config.refusal;
}
