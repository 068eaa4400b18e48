import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';
import { findPostfix } from '../machine.js';

const run = promisify(execFile);

/** Postfix's own processes, as it has them in master.cf, none of them in a cage of its own. */
const services = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'proxymap unix - - n - - proxymap',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'flush unix n - n 1000? 0 flush',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'virtual unix - n n - - virtual',
  'anvil unix - - n - 1 anvil',
  'postlog unix-dgram n - n - 1 postlogd',
];

/** @typedef {Awaited<ReturnType<typeof startPostfix>>} Postfix */

/**
 * How it is set up, but for what a test sets otherwise.
 * @param {string} folder
 */
function usualSettings(folder) {
  const [config, mail] = [join(folder, 'etc'), join(folder, 'mail')];
  return {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    maillog_file: join(folder, 'log'),
    maillog_file_prefixes: folder,
    myhostname: 'mail.test',
    mydestination: '',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    // So that it relays for nobody.
    mynetworks: '192.0.2.0/24',
    virtual_mailbox_domains: 'example.com example.org nobody.example',
    virtual_mailbox_base: mail,
    virtual_mailbox_maps: 'static:all/',
    local_recipient_maps: '',
    alias_maps: '',
    virtual_uid_maps: 'static:65534',
    virtual_gid_maps: 'static:65534',
    transport_maps: 'inline:{ nobody.example=nobody: }',
    smtpd_tls_cert_file: join(config, 'cert.pem'),
    smtpd_tls_key_file: join(config, 'key.pem'),
    smtpd_tls_security_level: 'none',
    smtpd_tls_received_header: 'yes',
    smtpd_peername_lookup: 'no',
  };
}

/**
 * A Postfix of its own, which keeps every letter for anybody at example.com and example.org, and finds out that nobody is at
 * nobody.example only after it has taken the letter. `configure` sets what is different from now on.
 */
export async function startPostfix() {
  const program = findPostfix();
  if (program === undefined) throw new Error('Postfix is not installed on this machine.');
  const folder = await mkdtemp(join(tmpdir(), 'faults-postfix-'));
  await chmod(folder, 0o755);
  const [config, mail] = [join(folder, 'etc'), join(folder, 'mail')];
  for (const each of [config, join(folder, 'queue'), join(folder, 'data'), mail]) await mkdir(each);
  await run('chown', ['postfix', join(folder, 'data')]);
  await run('chown', ['nobody:nogroup', mail]);
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', join(config, 'key.pem'), '-out', join(config, 'cert.pem')],
  ]);
  const script = join(folder, 'no-such-person');
  await writeFile(script, '#!/bin/sh\nexit 67\n', { mode: 0o755 });
  const port = await freePort();
  const master = [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    ...services,
    `nobody unix - n n - - pipe user=nobody argv=${script}`,
  ];
  await writeFile(join(config, 'master.cf'), `${master.join('\n')}\n`);
  const postfix = (/** @type {string[]} */ ...command) => run(program, ['-c', config, ...command]);

  /** @param {Record<string, string>} more */
  async function write(more) {
    const lines = Object.entries({ ...usualSettings(folder), ...more });
    const text = lines.map(([name, value]) => `${name} = ${value}\n`).join('');
    await writeFile(join(config, 'main.cf'), text);
  }

  await write({});
  await postfix('start');
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    certificate: join(config, 'cert.pem'),
    /** @param {Record<string, string>} more */
    async configure(more) {
      await write(more);
      // Those who are connected would go on with how it was.
      await postfix('stop');
      await postfix('start');
    },
    stop: () => postfix('stop'),
    start: () => postfix('start'),
    /** The letters that it keeps, as text. */
    async letters() {
      const folders = [join(mail, 'all', 'new')].filter(existsSync);
      const files = await Promise.all(
        folders.map(async (each) => (await readdir(each)).map((name) => join(each, name))),
      );
      return await Promise.all(files.flat().map((file) => readFile(file, 'utf8')));
    },
    log: () => readFile(join(folder, 'log'), 'utf8'),
    async remove() {
      await postfix('abort').catch(() => undefined);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
