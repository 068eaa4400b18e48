import { startApp } from '../app.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../platform/logger.ts';
import { runUntilStopped } from '../platform/process.ts';
import { realClock } from '../shared/clock.ts';
import { keptAppSecret } from './app-secret.ts';
import { startMailbox } from './mailbox.ts';
import { sandboxFront } from './page/front.tsx';
import { startPretendSlack } from './slack/pretend-slack.ts';

if (process.env.NODE_ENV === 'production' && process.env.SANDBOX !== '1') {
  process.stderr.write(
    'No SLACK_ variable is set, so this would be the sandbox: a pretend Slack, where everybody may do everything.\n' +
      'Set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN (see .env.example), or SANDBOX=1 if you do want the sandbox.\n',
  );
  process.exit(1);
}

const log = createLogger({ level: process.env.LOG_LEVEL || 'warn' });

await runUntilStopped(log, async () => {
  const slackSecrets = { signingSecret: 'sandbox-signing-secret', botToken: 'xoxb-sandbox' };
  const slack = await startPretendSlack(slackSecrets);
  const mailbox = await startMailbox();
  const config = loadConfig({
    ...process.env,
    APP_SECRET: process.env.APP_SECRET || keptAppSecret(process.env.DATA_DIR || './data'),
    SLACK_SIGNING_SECRET: slackSecrets.signingSecret,
    SLACK_BOT_TOKEN: slackSecrets.botToken,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Invites <invites@sandbox.example>',
  });
  if (!config.ok) throw new Error(`configuration: ${config.refusal.join('; ')}`);
  const clock = realClock();
  const app = await startApp(config.value, {
    log,
    clock,
    // Whoever reaches the page may act as anybody: this machine only.
    host: '127.0.0.1',
    front: sandboxFront({ slack, mailbox, command: config.value.slack.command }),
  });
  slack.connect(`http://127.0.0.1:${app.port}`);
  process.stdout.write(`\n  The sandbox is ready: open ${config.value.publicUrl}\n\n`);
  return {
    async stop() {
      await app.stop();
      await Promise.all([slack.stop(), mailbox.stop()]);
    },
  };
});
