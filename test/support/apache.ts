import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findApache } from '../../scripts/machine.js';
import { listening, type WebServer } from './proxies.ts';

const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'include'];

/** Starts this machine's Apache with these lines and mod_auth_openidc, and a page that greets whoever is signed in. */
export async function startApache(lines: readonly string[], port: number): Promise<WebServer> {
  const folder = await mkdtemp(join(tmpdir(), 'test-apache-'));
  const pages = join(folder, 'pages');
  await mkdir(pages);
  // As root it gives up its rights, and has to read it still.
  await chmod(folder, 0o755);
  const found = findApache();
  if (!found) throw new Error('there is no Apache');
  await writeFile(
    join(pages, 'index.shtml'),
    'Hello <!--#echo var="OIDC_CLAIM_name" -->, of <!--#echo var="OIDC_CLAIM_groups" -->',
  );
  await writeFile(join(pages, 'admins.shtml'), 'for admins');
  await writeFile(
    join(folder, 'apache.conf'),
    [
      ...modules.map((name) => `LoadModule ${name}_module ${found.modules}/mod_${name}.so`),
      `LoadModule auth_openidc_module ${found.modules}/mod_auth_openidc.so`,
      `ServerRoot ${folder}`,
      `PidFile ${folder}/apache.pid`,
      `Listen 127.0.0.1:${port}`,
      `ServerName 127.0.0.1:${port}`,
      `DocumentRoot ${pages}`,
      'DirectoryIndex index.shtml',
      `ErrorLog ${folder}/error.log`,
      'LogLevel error',
      // Nobody waits for its children.
      'StartServers 1',
      'GracefulShutdownTimeout 1',
      ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
      `<Directory ${pages}>`,
      'Options +Includes',
      'ForceType text/html',
      'SetOutputFilter INCLUDES',
      '</Directory>',
      ...lines,
    ].join('\n'),
  );
  const apache = spawn(
    found.program,
    ['-d', folder, '-f', join(folder, 'apache.conf'), '-DFOREGROUND'],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return await listening(apache, port, folder);
}
