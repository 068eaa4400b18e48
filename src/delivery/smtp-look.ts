import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { MailServer } from '../shared/server-url.ts';

/** What a mail server is found to be by whoever connects. */
export interface MailServerLook {
  readonly isEncrypted: boolean;
  /** Whether it takes addresses with letters beyond ASCII before the @ (RFC 6531). */
  readonly takesUtf8: boolean;
}

/**
 * Connects to the mail server and signs in, as for an email but without one. Rejects with the error that an
 * email would meet, and when the signal says so.
 */
export async function lookAtMailServer(
  options: SMTPConnectionOptions,
  credentials: MailServer['credentials'],
  signal: AbortSignal,
): Promise<MailServerLook> {
  const connection = new SMTPConnection(options);
  let stop = (): void => undefined;
  try {
    return await new Promise<MailServerLook>((resolve, reject) => {
      stop = () => reject(new Error('stopped'));
      signal.addEventListener('abort', stop, { once: true });
      connection.once('error', reject);
      connection.once('end', () => reject(new Error('Connection closed')));
      connection.connect((error) => {
        if (error) return reject(error);
        const found = {
          isEncrypted: connection.secure,
          takesUtf8: /[ -]SMTPUTF8\b/i.test(String(connection.lastServerResponse)),
        };
        if (!credentials || !connection.allowsAuth) return resolve(found);
        const { user, password: pass } = credentials;
        connection.login({ credentials: { user, pass } }, (failed) =>
          failed ? reject(failed) : resolve(found),
        );
      });
    });
  } finally {
    // The signal outlives thousands of looks.
    signal.removeEventListener('abort', stop);
    // What still happens to it is nobody's concern any more.
    connection.on('error', () => undefined);
    connection.quit();
    connection.close();
  }
}
