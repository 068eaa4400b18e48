import type { MailTrouble, MailTroubleKind } from './mail-trouble.ts';

/** Why a delivery wasn't sent, as admins read it beside an invitation, and operators in the list of deliveries. */
export const reasons = {
  newerSent: 'a newer one was sent instead',
  notInSlack: 'not in Slack',
  sendsNoEmail: 'this server sends no email',
  givenUp: 'given up before the mail server had answered',
  unknownNotice: (notice: string) => `unknown notice ${notice}`,
  onOurSide: (ref: string) => `an error on our side (ref ${ref})`,
  slackAsksToWait: 'Slack asked us to wait',
  slackUnreachable: "Slack can't be reached",
  slackSaid: (error: string) => `Slack said ${error}`,
  slackAnswered: (status: number) => `Slack answered ${status}`,
  slackFailed: (code: string) => `Slack failed (${code})`,
  toolUnreachable: "the tool can't be reached",
  toolAnswered: (status: number) => `the tool answered ${status}`,
  toolNotAllowed:
    'the tool is in a private network: whoever runs this app has to list it in TOOL_HOSTS, and your team in AUTH_TEAMS if others can install the app',
} as const;

interface TroubleTexts {
  /** For admins, in the middle of a sentence. */
  readonly what: string;
  /** For whoever runs the app. */
  readonly advice: string;
}

const troubles = {
  unreachable: {
    what: "the mail server can't be reached",
    advice:
      'check host and port in SMTP_URL (smtps:// for a port that begins with TLS, such as 465), and that nothing between blocks them',
  },
  no_answer: {
    what: "the mail server doesn't answer yet",
    advice:
      'it is waited for; check host and port in SMTP_URL (smtps:// for a port that begins with TLS, such as 465), and that nothing between swallows what is sent there',
  },
  refuses_us: {
    what: "the mail server refuses this app's connection",
    advice: 'the mail server must let this machine in; EHLO gives the host of PUBLIC_URL or ?name=',
  },
  no_encryption: {
    what: 'no encrypted connection to the mail server can be made',
    advice:
      'smtps:// is for ports that begin with TLS (465), smtp:// for those with STARTTLS (587); to send the password unencrypted all the same, add ?requireTLS=false to SMTP_URL',
  },
  certificate: {
    what: "the mail server's certificate can't be verified",
    advice:
      'name the authority that signed it in NODE_EXTRA_CA_CERTS=/path/to/ca.pem; for a certificate with another name, add ?tls.servername=NAME to SMTP_URL',
  },
  sign_in: {
    what: "the mail server doesn't let this app sign in",
    advice: 'check user and password in SMTP_URL',
  },
  sender: {
    what: "the mail server doesn't accept this app's sender",
    advice: 'check MAIL_FROM, and what the mail server lets the user of SMTP_URL send as',
  },
  relay: {
    what: "the mail server doesn't send emails for this app",
    advice:
      'the mail server must relay for this machine or for the user in SMTP_URL, and the account there be in order',
  },
  limit: {
    what: 'the mail server takes no more emails from this app for now',
    advice: 'the user in SMTP_URL has reached a limit of the mail server; wait, or have it raised',
  },
} satisfies Record<MailTroubleKind, TroubleTexts>;

/** Where no authority and no name is what is wrong. */
const certificateAdvice = {
  expired:
    "renew the certificate on the mail server; if it is still good, this machine's clock is ahead, so set it",
  early:
    "set this machine's clock, which is behind; or have the mail server use its certificate only once it is valid",
} as const;

/** What is wrong and what the server said: for the log, and beside the very email that met it. */
export function troubleReason(trouble: MailTrouble): string {
  return `${troubleInWords(trouble)} (${trouble.said})`;
}

/** What is wrong, for everybody: what the server said may be about somebody whom another workspace invites. */
export function troubleInWords({ kind }: MailTrouble): string {
  return troubles[kind].what;
}

/** What is wrong, as admins read it on top of their Home tab; undefined when nothing is. */
export function troubleNotice(trouble: MailTrouble | undefined): string | undefined {
  if (!trouble) return undefined;
  return `⚠️ Emails can't be sent right now: ${troubleInWords(trouble)}. They wait for up to a day and go out as soon as this is fixed. Please tell whoever runs this app.`;
}

/** What whoever runs the app can do about it. */
export function troubleAdvice({ kind, said }: MailTrouble): string {
  if (kind === 'certificate' && /expired/i.test(said)) return certificateAdvice.expired;
  if (kind === 'certificate' && /not yet valid/i.test(said)) return certificateAdvice.early;
  return troubles[kind].advice;
}
