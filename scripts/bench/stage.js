import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../prepare.js';
import { setStage } from '../stage/stage.js';

/**
 * A stage for an app that is measured: quiet, and with Slack as impatient as it is.
 * @param {string} [adminUrl] A server of PostgreSQL; otherwise the app's database is embedded.
 */
export async function setBench(adminUrl) {
  const how = { hasPatience: false, variables: { LOG_LEVEL: 'error' } };
  return adminUrl
    ? await setStage('postgres', { ...how, adminUrl })
    : await setStage('embedded', how);
}

/**
 * The bare Bolt app to compare with.
 * @param {Record<string, string>} env
 */
export async function startBareBolt(env) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'bench', 'bare-bolt.js')], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, ...env },
  });
  const [line] = await once(child.stdout, 'data');
  const [, port] = /port (\d+)/.exec(String(line)) ?? [];
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
