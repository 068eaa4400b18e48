import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { onInterrupt, run } from './commands.js';

/** @import { Image } from './buildah.js' */

// Starts an image's files as an engine does with `compose.yml`: namespaces of its own for processes and mounts
// (and for the network, if wanted), everything read-only but /tmp and the volume, its account, no right beyond it.

const SET_UP = `
set -e
files=$1 data=$2 workdir=$3
shift 3
mount --bind "$files" "$files"
mount -t proc -o nosuid,nodev,noexec proc "$files/proc"
mount -t tmpfs -o nosuid,nodev,noexec,mode=1777 tmpfs "$files/tmp"
mount -t tmpfs -o nosuid,noexec,mode=755 tmpfs "$files/dev"
for node in null zero full random urandom; do
  touch "$files/dev/$node"
  mount --bind "/dev/$node" "$files/dev/$node"
done
ln -s /proc/self/fd "$files/dev/fd"
mount --bind "$data" "$files/app/data"
mount -o remount,bind,ro "$files"
exec chroot "$files" env --chdir="$workdir" "$@"
`;

/**
 * How it is started.
 * @typedef {object} Options
 * @property {string} data A folder for its volume.
 * @property {Record<string, string>} env What the operator sets beside what the image says.
 * @property {string[]} [command] Instead of the image's own.
 * @property {boolean} [alone] With a network of its own, which leads nowhere.
 */

/** @typedef {ReturnType<typeof start>} Container */

/**
 * Starts it.
 * @param {Image} image
 * @param {Options} options
 */
export function start({ config, files }, { data, env, command = config.Cmd, alone = false }) {
  const fromImage = Object.fromEntries(
    config.Env.map((each) => [each.replace(/=.*/s, ''), each.replace(/.*?=/s, '')]),
  );
  const options = { env: { ...fromImage, ...env } };
  const account = asAccount(config.User);
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', ...(alone ? ['--net'] : [])];
  const setUp = ['sh', '-c', SET_UP, 'sh', files, data, config.WorkingDir];
  const program = [...account, ...(config.Entrypoint ?? []), ...command];
  const child = spawn('unshare', [...namespaces, ...setUp, ...program], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  /** Its first process, as this machine counts. */
  const pid = () =>
    Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim());
  const kill = () => {
    if (!isRunning()) return;
    // The kernel forgets --kill-child when the first process takes another account.
    if (pid() > 0) process.kill(pid(), 'SIGKILL');
    else child.kill('SIGKILL');
  };
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output: output.trim() }));
  onInterrupt(kill);
  return {
    isRunning,
    pid,
    kill,
    /** Its end, which must come soon. */
    async end() {
      const patience = setTimeout(kill, 60_000);
      const end = await ended;
      clearTimeout(patience);
      return end;
    },
    /** Runs something in it, as `docker exec` and a health check do. */
    async exec(/** @type {readonly string[]} */ inside, timeout = 30_000) {
      const spaces = ['--mount', '--pid', '--net', '--root', '--wd'];
      const args = [`--target=${pid()}`, ...spaces, ...account, ...inside];
      return await run('nsenter', args, { ...options, timeout });
    },
  };
}

/** @param {string} user */
function asAccount(user) {
  const [uid, gid] = user.split(':');
  const account = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return ['setpriv', ...account, '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'];
}
