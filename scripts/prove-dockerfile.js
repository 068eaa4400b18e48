import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isIgnored, readDockerfile } from './dockerfile.js';
import { NotReady, prepare, root, runScript } from './prepare.js';

// `node scripts/prove-dockerfile.js`, as root on Linux: does what the Dockerfile says where there is no
// Docker engine. Each stage is a folder; COPY and RUN happen there, with this machine's Node. The result
// is started as process 1 of its own process namespace and as the Dockerfile's user, asked by the
// HEALTHCHECK, and stopped by SIGTERM. Not proved: the base image itself.

const run = promisify(execFile);
const ignoreText = readFileSync(join(root, '.dockerignore'), 'utf8');

await runScript(async () => {
  if (process.platform !== 'linux' || process.getuid() !== 0) {
    throw new NotReady(
      'This needs Linux and root, as it starts the app as process 1 of another user.',
    );
  }
  await prepare();
  const folder = mkdtempSync(join(tmpdir(), 'dockerfile-'));
  chmodSync(folder, 0o755);
  try {
    const image = await buildImage(folder);
    const megabytes = Math.round((await sizeOf(image)) / 1e6);
    console.log(`\nThe app in the image: ${megabytes} MB, packages included.`);
    if (megabytes > 250) throw new NotReady('That is more than 250 MB.');
    await startAndStop(image);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Builds every stage; returns the last one, with what it says about running it. */
async function buildImage(folder) {
  const stages = readDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const image = { folder: '', workdir: '/', env: {}, user: '', healthcheck: [], command: [] };
  for (const { name, steps } of stages) {
    Object.assign(image, { folder: join(folder, name), workdir: '/', env: {} });
    for (const step of steps) await takeStep(image, step, folder);
  }
  return image;
}

async function takeStep(image, { instruction, flags, rest }, folder) {
  const inside = (path) => join(image.folder, resolve(image.workdir, path));
  switch (instruction) {
    case 'WORKDIR':
      image.workdir = rest;
      mkdirSync(inside('.'), { recursive: true });
      return;
    case 'COPY': {
      const paths = rest.split(' ');
      const target = paths.pop();
      for (const path of paths) copy(path, target, { from: flags.from, folder, inside });
      return;
    }
    case 'RUN': {
      if (/\s\//.test(rest)) throw new NotReady(`Not to be proved, as it names a path: ${rest}`);
      const start = performance.now();
      await run('sh', ['-c', rest], { cwd: inside('.'), env: { ...process.env, ...image.env } });
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`${basename(image.folder)}: ${rest} (${seconds} s)`);
      return;
    }
    case 'ENV': {
      const [name, value] = rest.split('=');
      image.env[name] = value;
      return;
    }
    case 'USER':
      image.user = rest;
      return;
    case 'HEALTHCHECK':
      image.healthcheck = JSON.parse(rest.replace('CMD ', ''));
      return;
    case 'CMD':
      image.command = JSON.parse(rest);
      return;
    case 'EXPOSE':
    case 'VOLUME':
      return;
    default:
      throw new NotReady(`Not to be proved: ${instruction}`);
  }
}

/** From another stage, or from the project without what .dockerignore keeps out. */
function copy(path, target, { from, folder, inside }) {
  const source = from ? join(folder, from, path) : join(root, path);
  const into = target.endsWith('/') && statSync(source).isFile();
  cpSync(source, inside(into ? join(target, basename(path)) : target), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => Boolean(from) || file === root || isWanted(relative(root, file)),
  });
}

// A folder that is kept out may hold something that is let in, but ours hold nothing of the kind.
function isWanted(path) {
  return !isIgnored(ignoreText, path);
}

async function sizeOf({ folder }) {
  const { stdout } = await run('du', ['-sb', '--apparent-size', folder]);
  return Number.parseInt(stdout, 10);
}

async function startAndStop(image) {
  const { setStage } = await import('./bench/stage.js');
  const stage = await setStage();
  const port = String(await freePort());
  const address = { PORT: port, PUBLIC_URL: `http://localhost:${port}` };
  const env = { ...process.env, ...stage.env, ...image.env, ...address };
  const options = { cwd: join(image.folder, image.workdir), env };
  const [uid, gid] = image.user.split(':');
  const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const alone = ['--pid', '--fork', '--mount-proc', '--kill-child', ...asUser, ...image.command];
  const begun = performance.now();
  const container = spawn('unshare', alone, { ...options, stdio: 'inherit' });
  const ended = once(container, 'exit');
  try {
    await untilHealthy(container, image.healthcheck, options);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const app = readFileSync(
      `/proc/${container.pid}/task/${container.pid}/children`,
      'utf8',
    ).trim();
    const [, user] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${app}/status`, 'utf8'));
    const [, inner] = /^NSpid:.*\s(\d+)$/m.exec(readFileSync(`/proc/${app}/status`, 'utf8'));
    const [, peak] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${app}/status`, 'utf8'));
    console.log(`Healthy after ${seconds} s, as process ${inner} of user ${user}.`);
    console.log(`Peak of memory with a new embedded database: ${Math.round(peak / 1024)} MB.`);
    const ready = await fetch(`http://127.0.0.1:${env.PORT}/readyz`);
    console.log(`/readyz: ${ready.status} ${await ready.text()}`);
    const asked = performance.now();
    process.kill(Number(app), 'SIGTERM');
    const [code] = await ended;
    const stopped = ((performance.now() - asked) / 1000).toFixed(1);
    console.log(`SIGTERM: ended with code ${code} after ${stopped} s.`);
    if (code !== 0 || ready.status !== 200) throw new NotReady('That is not as it should be.');
  } finally {
    container.kill('SIGKILL');
    await stage.stop();
  }
}

async function untilHealthy(container, [program, ...args], options) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && container.exitCode === null) {
    const healthy = await run(program, args, options).then(
      () => true,
      () => false,
    );
    if (healthy) return;
    await wait(200);
  }
  throw new NotReady('The app did not become healthy.');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
