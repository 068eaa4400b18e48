import { basename } from 'node:path';
import { run } from './commands.js';

// What the Dockerfile's layers have put on top of the base image.

/** @import { Image } from './buildah.js' */
/** @import { Findings } from './commands.js' */
/** @typedef {Awaited<ReturnType<typeof addedFiles>>[number]} Entry */

/**
 * Tells what they added, and whether it may be there.
 * @param {Image} base
 * @param {Image} image
 * @param {Findings} findings
 */
export async function checkFiles(base, image, { tell }) {
  const added = await addedFiles(base.files, image.files);
  const pathsOf = (/** @type {readonly Entry[]} */ entries) => entries.map(({ path }) => path);

  const outside = pathsOf(added).filter((path) => !/^app(\/|$)/.test(path));
  tell(outside.length === 0, `Outside of /app added or changed: ${listed(outside)}`);
  const marked = added.filter(({ kind, mode }) => kind !== 'l' && (mode & 0o6000) !== 0);
  tell(marked.length === 0, `Added with setuid or setgid: ${listed(pathsOf(marked))}`);
  const writable = pathsOf(added.filter((each) => isWritableFor(1000, each)));
  const whole = `Of ${added.length} files and folders added`;
  tell(writable.join() === 'app/data', `${whole} 1000 may write: ${listed(writable)}`);

  const own = pathsOf(added).filter((path) => /^app\/(?!node_modules\/)/.test(path));
  const top = own.filter((path) => path.split('/').length === 2).map((path) => basename(path));
  const wanted = 'data,dist,manifest.yml,node_modules,package.json,prisma,scripts';
  tell(top.sort().join() === wanted, `In /app: ${top.join(', ')}`);
  const secret = own.filter((path) => /^\.(env|npmrc|git)/.test(basename(path)));
  tell(secret.length === 0, `Named .env, .npmrc or .git: ${listed(secret)}`);
}

/**
 * Tells what the image sets, and that it doesn't say where this machine gets its packages.
 * @param {Image} base
 * @param {Image} image
 * @param {string} registry
 * @param {Findings} findings
 */
export async function checkSettings(base, image, registry, { tell }) {
  const set = image.config.Env.filter((each) => !base.config.Env.includes(each));
  tell(set.join() === 'NODE_ENV=production', `Variables set: ${set.join(', ')}`);
  const { host } = new URL(registry);
  // In packages it is their authors' word; what npm notes of them is looked through.
  const places = '"$2" "$2/node_modules/.package-lock.json"';
  const search = `grep -rlF --exclude-dir=node_modules -e "$1" ${places} || [ $? = 1 ]`;
  const find = ['-c', search, 'grep', host, `${image.files}/app`];
  const naming = (await run('sh', find)).split('\n').filter(Boolean);
  const isNamed = naming.length > 0 || image.text.includes(host);
  tell(!isNamed, `Places that name this machine's npm registry: ${isNamed ? 'some' : 'none'}`);
}

/**
 * @param {string} base
 * @param {string} image
 */
async function addedFiles(base, image) {
  const before = new Set(await listFiles(base));
  return (await listFiles(image))
    .filter((line) => !before.has(line))
    .map((line) => {
      const [, kind = '', mode = '', uid = '', gid = '', path = ''] =
        /^(.) (\d+) (\d+) (\d+) \S+ (.*)$/.exec(line) ?? [];
      return { kind, mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid), path };
    });
}

/**
 * A line for each: kind, mode, owner, size of a file, path.
 * @param {string} folder
 */
async function listFiles(folder) {
  const file = ['-type', 'f', '-printf', 'f %m %U %G %s %P\\n'];
  const other = ['-printf', '%y %m %U %G - %P\\n'];
  const text = await run('find', [folder, '-mindepth', '1', ...file, '-o', ...other]);
  return text.split('\n').filter(Boolean);
}

/**
 * By owner and mode alone, as if the image weren't mounted read-only.
 * @param {number} account
 * @param {Entry} entry
 */
function isWritableFor(account, { kind, mode, uid, gid }) {
  if (kind === 'l') return false;
  return uid === account || (gid === account && (mode & 0o020) !== 0) || (mode & 0o002) !== 0;
}

/** @param {readonly string[]} paths */
function listed(paths) {
  return paths.length === 0 ? 'nothing' : paths.slice(0, 9).join(', ');
}
