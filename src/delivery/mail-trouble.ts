/** Why no email can leave at all, whoever it is to: about this app's settings or its mail server. */
export const mailTroubleKinds = [
  'unreachable',
  'no_answer',
  'refuses_us',
  'no_encryption',
  'certificate',
  'sign_in',
  'sender',
  'relay',
  'limit',
] as const;
export type MailTroubleKind = (typeof mailTroubleKinds)[number];

export interface MailTrouble {
  readonly kind: MailTroubleKind;
  /** The mail server's own words, or the connection's, on one line. */
  readonly said: string;
  /** It shows before any email is handed over: then connecting and signing in is proof of its end. */
  readonly showsOnConnecting: boolean;
}
