/** Why no e-mail can leave at all, whoever it is to: about this app's settings or its mail server. */
export type MailTroubleKind =
  | 'unreachable'
  | 'refuses_us'
  | 'no_encryption'
  | 'certificate'
  | 'sign_in'
  | 'sender'
  | 'relay';

export interface MailTrouble {
  readonly kind: MailTroubleKind;
  /** The mail server's own words, or the connection's, on one line. */
  readonly said: string;
}

interface TroubleTexts {
  /** For admins, in the middle of a sentence. */
  readonly what: string;
  /** For whoever runs the app. */
  readonly advice: string;
  /** Whether it shows before any e-mail is handed over: then connecting and signing in is proof of its end. */
  readonly showsOnConnecting: boolean;
}

const texts = {
  unreachable: {
    what: "the mail server can't be reached",
    advice: 'check host and port in SMTP_URL, and that nothing between blocks them',
    showsOnConnecting: true,
  },
  refuses_us: {
    what: "the mail server refuses this app's connection",
    advice: 'the mail server must let this machine in; EHLO gives the host of PUBLIC_URL or ?name=',
    showsOnConnecting: true,
  },
  no_encryption: {
    what: 'no encrypted connection to the mail server can be made',
    advice:
      'smtps:// is for ports that begin with TLS (465), smtp:// for those with STARTTLS (587); to send the password unencrypted all the same, add ?requireTLS=false to SMTP_URL',
    showsOnConnecting: true,
  },
  certificate: {
    what: "the mail server's certificate can't be verified",
    advice:
      'name the authority that signed it in NODE_EXTRA_CA_CERTS=/path/to/ca.pem; for a certificate with another name, add ?tls.servername=NAME to SMTP_URL',
    showsOnConnecting: true,
  },
  sign_in: {
    what: "the mail server doesn't let this app sign in",
    advice: 'check user and password in SMTP_URL',
    showsOnConnecting: true,
  },
  sender: {
    what: "the mail server doesn't accept this app's sender",
    advice: 'check MAIL_FROM, and what the mail server lets the user of SMTP_URL send as',
    showsOnConnecting: false,
  },
  relay: {
    what: "the mail server doesn't send e-mails for this app",
    advice: 'the mail server must relay for this machine or for the user in SMTP_URL',
    showsOnConnecting: false,
  },
} satisfies Record<MailTroubleKind, TroubleTexts>;

/** Every kind, for those who count them. */
export const mailTroubleKinds = Object.keys(texts) as readonly MailTroubleKind[];

/** What is wrong, as admins read it beside what waits for it. */
export function troubleReason({ kind, said }: MailTrouble): string {
  return `${texts[kind].what} (${said})`;
}

/** What is wrong, as admins read it on top of their Home tab; undefined when nothing is. */
export function troubleNotice(trouble: MailTrouble | undefined): string | undefined {
  if (!trouble) return undefined;
  return `⚠️ No email can be sent at the moment: ${troubleReason(trouble)}. What is to be sent waits for up to a day and goes out as soon as this is mended. Please tell whoever runs this app.`;
}

/** What whoever runs the app can do about it. */
export function troubleAdvice({ kind }: MailTrouble): string {
  return texts[kind].advice;
}

/** Whether it is over once connecting to the mail server and signing in works. */
export function endsOnConnecting({ kind }: MailTrouble): boolean {
  return texts[kind].showsOnConnecting;
}
