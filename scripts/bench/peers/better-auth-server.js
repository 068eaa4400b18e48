import { createServer } from 'node:http';
import { toNodeHandler } from 'better-auth/node';
import nodemailer from 'nodemailer';
import { portOf } from '../../free-port.js';
import { openBetterAuth } from './better-auth.js';

// better-auth behind Node's own server, sending its emails as its documentation wants it: without waiting for them. Prints
// where it is, and who may use it.

const { DATABASE_URL: databaseUrl = '', SMTP_URL: smtpUrl = '' } = process.env;
const mail = nodemailer.createTransport({ url: smtpUrl, pool: true, maxConnections: 20 });
const peer = await openBetterAuth(databaseUrl, 1, 1, (to, id) => {
  const text = `Join: http://127.0.0.1/join/${id}`;
  mail.sendMail({ from: 'invites@example.com', to, subject: 'Join', text }).catch(() => undefined);
});
const server = createServer(toNodeHandler(peer.auth));
process.on('message', async (/** @type {{ count: number, haveAccounts: boolean }} */ asked) => {
  process.send?.(await peer.invite(asked.count, asked));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: portOf(server.address()), owner: peer.owners[0] });
});
