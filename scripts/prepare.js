import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// What has to be there before anything runs: packages, the database client, the build. Each is made
// only when what it is made from has changed since, told by a stamp beside what was made. Nothing
// here may need a package before they are installed.

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const LOCK = join(root, 'package-lock.json');
const MODULES = join(root, 'node_modules');
const CLIENT = join(root, 'src', 'platform', 'database', 'prisma-client');
const DIST = join(root, 'dist');

/** What is built, and where to. In production there is only the first. */
const PARTS = [
  { from: 'src', to: 'dist' },
  { from: 'sandbox', to: 'dist-sandbox' },
  { from: 'packages/pretend-slack/src', to: 'packages/pretend-slack/dist' },
];

/** @typedef {(text: string) => void} Say */
/** @typedef {{ from: string, to: string }} Part */
/**
 * Where a program's output goes; `onFailure` keeps it back, and shows it only if the program fails.
 * @typedef {'inherit' | 'onFailure'} Stdio
 */

/** Something is missing or wrong, and what was said about it is all there is to say. */
export class NotReady extends Error {}

/**
 * Installs, generates and builds what is missing or out of date, and says so (unless `quiet`).
 * Rejects with NotReady when a step fails, after that step's own output was shown. With
 * `build: false` nothing is built.
 * @param {{ quiet?: boolean, build?: boolean, say?: Say }} [options]
 */
export async function prepare({
  quiet = false,
  build = true,
  say = quiet ? () => {} : (text) => console.log(text),
} = {}) {
  checkNode(process.versions.node);
  await install(say);
  await generateClient(say);
  if (build) await buildAll(say);
}

/**
 * Runs a program of a package with this same Node; resolves to its exit code.
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: Stdio }} [options]
 */
export function runNode(args, { env = process.env, stdio = 'inherit' } = {}) {
  return run(process.execPath, args, { env, stdio });
}

/**
 * Runs what a script does and turns its outcome into the exit code: what it returns (if anything),
 * or 1 with one calm line when it was NotReady.
 * @param {() => Promise<number | void>} work
 */
export async function runScript(work) {
  try {
    process.exitCode = (await work()) ?? process.exitCode;
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * The code of a failed system call, such as ENOENT; otherwise empty.
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** @param {string} version */
function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (fits) return;
  throw new NotReady(
    `This needs Node.js 20.19 or newer (of version 22: 22.12 or newer), and this is ${version}. ` +
      'Get a newer one from https://nodejs.org and try again.',
  );
}

/** @param {Say} say */
async function install(say) {
  const stamp = hash([readFileSync(LOCK), process.platform, process.arch]);
  if (isStamped(MODULES, stamp) || installedByHand()) return;
  if (lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink()) {
    // npm would empty the folder that the link leads to, which is somebody else's.
    throw new NotReady(
      'node_modules is a link, and the packages need installing: remove the link.',
    );
  }
  say('Installing packages (only when they change; about a minute) …');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { npm_execpath: npm } = process.env;
  const code =
    npm && basename(npm).startsWith('npm')
      ? await run(process.execPath, [npm, ...args])
      : await run('npm', args, { shell: process.platform === 'win32' });
  if (code !== 0) throw new NotReady('The packages could not be installed; npm says why above.');
  writeStamp(MODULES, stamp);
}

// Somebody ran `npm install` or `npm ci` after the lock file's last change: npm's own record says so.
function installedByHand() {
  const record = join(MODULES, '.package-lock.json');
  return existsSync(record) && statSync(record).mtimeMs >= statSync(LOCK).mtimeMs;
}

/** @param {Say} say */
async function generateClient(say) {
  const inputs = [join(root, 'prisma', 'schema.prisma'), join(root, 'prisma.config.ts'), LOCK];
  const stamp = hash(inputs.map((file) => readFileSync(file)));
  if (isStamped(CLIENT, stamp)) return;
  say('Generating the database client (a few seconds) …');
  const prisma = join(MODULES, 'prisma', 'build', 'index.js');
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const code = await runNode([prisma, 'generate', '--no-hints'], { env, stdio: 'onFailure' });
  if (code !== 0) throw new NotReady('The database client could not be generated; see above.');
  writeStamp(CLIENT, stamp);
}

/** @param {Say} say */
async function buildAll(say) {
  const parts = PARTS.filter(({ from }) => existsSync(join(root, from))).map((part) => ({
    ...part,
    files: listFiles(join(root, part.from)),
  }));
  const stamp = hash([
    readFileSync(join(root, 'tsconfig.json')),
    readFileSync(join(root, 'scripts', 'transpile.js')),
    readFileSync(LOCK),
    ...parts.flatMap(({ from, files }) =>
      files.map((file) => {
        const { size, mtimeMs } = statSync(join(root, from, file));
        return `${from}/${file}:${size}:${mtimeMs}`;
      }),
    ),
  ]);
  if (isStamped(DIST, stamp)) return;
  say('Building (a second) …');
  const { bundle, transpile } = await import('./transpile.js');
  const making = parts.flatMap((part) => {
    // A test or a folder listing must not find what was renamed or deleted long ago.
    rmSync(join(root, part.to), { recursive: true, force: true });
    const files = part.files.filter((file) => file !== 'main.ts');
    const program = part.files.includes('main.ts') ? [bundle(root, part, PARTS)] : [];
    return [transpile(root, part, PARTS, files), ...program];
  });
  await Promise.all(making).catch(() => {
    throw new NotReady('The build failed; the mistakes are listed above.');
  });
  writeStamp(DIST, stamp);
}

/**
 * All files below a folder, as sorted relative paths; dot files are nobody's source.
 * @param {string} folder
 */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** @param {readonly (string | Uint8Array)[]} parts */
function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

/**
 * @param {string} folder
 * @param {string} stamp
 */
function isStamped(folder, stamp) {
  const file = join(folder, '.stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/**
 * @param {string} folder
 * @param {string} stamp
 */
function writeStamp(folder, stamp) {
  writeFileSync(join(folder, '.stamp'), stamp);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, stdio?: Stdio, shell?: boolean }} [options]
 * @returns {Promise<number>} Its exit code.
 */
function run(command, args, { env = process.env, stdio = 'inherit', shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      shell,
      stdio: stdio === 'onFailure' ? ['ignore', 'pipe', 'pipe'] : stdio,
    });
    /** @type {Buffer[]} */
    const output = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => output.push(chunk));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}
