import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { personIn } from 'pretend-slack/driver';
import { freePort } from '../free-port.js';

/** @import { Stage } from './stage.js' */

/**
 * A tool that is told of sign-outs.
 * @typedef {object} ToldTool
 * @property {string} url
 * @property {readonly { sid: string, at: number }[]} told
 * @property {() => Promise<void>} stop
 */

/**
 * Starts one; it answers at once.
 * @returns {Promise<ToldTool>}
 */
export async function startToldTool() {
  /** @type {{ sid: string, at: number }[]} */
  const told = [];
  const server = createServer(async (request, response) => {
    const token = new URLSearchParams(await text(request)).get('logout_token') ?? '';
    told.push({ sid: String(decodeJwt(token).sid), at: performance.now() });
    response.end();
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  return {
    url: `http://127.0.0.1:${port}`,
    told,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Adam connects a tool; gives its client id and secret.
 * @param {Stage['slack']} slack
 * @param {string} url
 * @param {string} name
 */
export async function connectTool(slack, url, name) {
  const adam = personIn(slack, 'U0ADAM');
  await adam.opensHome();
  if (!adam.reads('home').includes('● Tools')) await adam.presses('Tools');
  await adam.waitsFor('home', 'Connect a tool…');
  await adam.presses('Connect a tool…');
  await adam.waitsFor('modal', 'What is it?');
  await adam.submits({
    Name: name,
    Address: url,
    'What is it?': 'Another tool with OpenID Connect',
    'Redirect addresses': `${url}/callback`,
    'Sign-out address': `${url}/signed-out`,
  });
  await adam.waitsFor('modal', 'is connected');
  const shown = JSON.stringify(slack.modal('U0ADAM')?.view);
  await adam.closes();
  const id = /Client ID: ([\w-]+)/.exec(shown)?.[1] ?? '';
  const secret = /Client secret: ([\w-]+)/.exec(shown)?.[1] ?? '';
  return { id, secret };
}

/**
 * Members who are signed in to every tool with two browsers, written where no app runs, or beside it on PostgreSQL.
 * @param {Pick<Stage, 'run'>} stage
 * @param {number} count
 */
export async function settleMembers(stage, count) {
  await stage.run(
    `INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     SELECT gen_random_uuid(), w.id, 'm' || n || '@example.com', 'm' || n || '@example.com', 'M' || n, 'member', 'none', now()
     FROM workspaces w, generate_series(1, ${count}) n`,
  );
  await stage.run(
    `INSERT INTO tool_sign_ins (id, tool_id, member_id, workspace_id, sid, last_used_at)
     SELECT gen_random_uuid(), t.id, m.id, m.workspace_id, gen_random_uuid()::text, now()
     FROM tools t JOIN members m ON m.workspace_id = t.workspace_id AND m.password_hash = 'none', generate_series(1, 2)`,
  );
}
