import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findCaddy, findNginx } from '../../scripts/machine.js';

/** This machine's own nginx or Caddy. */
export interface WebServer {
  stop(): Promise<void>;
}

/** Starts nginx with these servers, in a folder of its own; resolves when it listens on the port. */
export async function startNginx(servers: string, port: number): Promise<WebServer> {
  const folder = await mkdtemp(join(tmpdir(), 'test-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  await mkdir(join(folder, 'logs'));
  await writeFile(
    join(folder, 'nginx.conf'),
    [
      `pid ${join(folder, 'nginx.pid')};`,
      'worker_processes 1;',
      'error_log stderr crit;',
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      'events {}',
      `http { access_log off; ${temporary.join(' ')}`,
      servers,
      '}',
    ].join('\n'),
  );
  const nginx = spawn(
    findNginx() ?? 'nginx',
    ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;'],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return await listening(nginx, port, folder);
}

/** The same with Caddy: no certificates, no file outside of its folder, no port for its administration. */
export async function startCaddy(sites: string, port: number): Promise<WebServer> {
  const folder = await mkdtemp(join(tmpdir(), 'test-caddy-'));
  const file = join(folder, 'Caddyfile');
  const options = [
    'admin off',
    'auto_https off',
    'default_bind 127.0.0.1',
    'log {',
    'level ERROR',
    '}',
  ];
  await writeFile(file, `{\n${options.join('\n')}\n}\n${sites}`);
  const caddy = spawn(findCaddy() ?? 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
  });
  return await listening(caddy, port, folder);
}

/** Whatever the program, it listens on the port when it is ready; its folder goes with it. */
export async function listening(
  server: ChildProcess,
  port: number,
  folder: string,
): Promise<WebServer> {
  await vi.waitFor(
    async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    },
    { timeout: 10_000, interval: 50 },
  );
  return {
    async stop() {
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
