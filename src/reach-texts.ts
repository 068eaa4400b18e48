import type { Reach } from './platform/slack/reach.ts';

/** What keeps Slack out, and what to do; undefined when nothing does. */
export function reachTexts(reach: Reach, publicUrl: string): readonly string[] | undefined {
  const address = `${publicUrl}/slack/events`;
  switch (reach.kind) {
    case 'answers':
      return undefined;
    case 'this_machine':
      return [
        `Can't reach ${publicUrl}, which is this machine only.`,
        'Set PUBLIC_URL to the https address that leads here, or use Socket Mode (SLACK_APP_TOKEN).',
      ];
    case 'not_https':
      return [
        `Sends nothing to ${publicUrl}, as it isn't https.`,
        'Put something in front that speaks https (docs/deploy.md), and set PUBLIC_URL to its address.',
      ];
    case 'other_secret':
      return [
        `${address} refuses what this app signs: another copy with another SLACK_SIGNING_SECRET answers there,`,
        "or this machine's clock is wrong.",
      ];
    case 'asks_password':
      return [
        `${address} asks for a name and password (401), which Slack doesn't have.`,
        'Let POST /slack/events through without them: the app itself takes only what Slack has signed.',
      ];
    case 'finds_no_app':
      return [
        `${address} answers ${reach.status}: what stands in front doesn't find the app.`,
        'See that it passes requests on to this machine and to the PORT that the app listens on.',
      ];
    case 'redirects':
      return [
        `${address} answers ${reach.status} and leads elsewhere, which Slack doesn't follow.`,
        'Set PUBLIC_URL to the address itself.',
      ];
    case 'not_found':
      return [
        `${address} answers 404.`,
        'What stands in front must pass /slack/ on to the app, and PUBLIC_URL be its address.',
      ];
    case 'guarded':
      return [
        `${address} answers ${reach.status}: something in front turns programs away, perhaps with a captcha.`,
        'Let POST /slack/events through without one.',
      ];
    case 'odd':
      return [
        `${address} answers ${reach.status}, and not as this app does.`,
        'What stands in front must pass /slack/ on to the app.',
      ];
    case 'unreachable':
      return [
        `${address} can't be reached from here (${reach.said}).`,
        'If that is so from elsewhere, too, check the name, the certificate, and what stands in front.',
      ];
  }
}
