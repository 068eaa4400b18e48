import {
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NotReady } from '../prepare.js';
import { run } from './commands.js';

// A base image as the Dockerfile wants it, made without network of this machine's own Debian packages and its own
// Node and npm. What is built on it is proved on it; the base image of the registry itself is not.

/** As the registry's image sets them. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const LEFT_OUT = /^\/usr\/share\/(doc|info|lintian|locale|man)\//;

/** @import { Buildah } from './buildah.js' */

/**
 * Puts the base image into buildah's store under the name that the Dockerfile has for it; gives where its files lie.
 * @param {Buildah} buildah
 * @param {string} name
 */
export async function makeBase(buildah, name) {
  if (!existsSync('/usr/bin/dpkg-query')) {
    throw new NotReady('The base image is made of Debian packages, and this is no Debian.');
  }
  const { container, files } = await buildah.mount('scratch');
  await copyPackages(files);
  await copyNode(files);
  addAccounts(files);
  const says = ['--env', `PATH=${PATH}`, '--env', `NODE_VERSION=${process.versions.node}`];
  const starts = ['--entrypoint', '["docker-entrypoint.sh"]', '--cmd', 'node'];
  await buildah.call('config', ...says, ...starts, container);
  await buildah.commit(container, name);
  return files;
}

/**
 * What every Debian has, and the libraries that its programs and Node name.
 * @param {string} files
 */
async function copyPackages(files) {
  const table = await run('dpkg-query', ['--show', `--showformat=\${Essential} \${Package}\\n`]);
  const essential = [...table.matchAll(/^yes (\S+)$/gm)].map(([, name = '']) => name);
  const names = [...essential, 'libc6', 'libgcc-s1', 'libstdc++6'];
  const listed = (await run('dpkg', ['--listfiles', ...names])).split('\n');
  const owned = listed.filter(
    (path) => path.startsWith('/') && path !== '/.' && existsSync(path) && !LEFT_OUT.test(path),
  );
  // Where /bin, /lib and the like are links into /usr, the files lie there.
  const paths = new Set([...owned, ...(await librariesOf(owned))].map(place));
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      symlinkSync(readlinkSync(path), join(files, path));
      paths.delete(path);
    }
  }
  const list = `${files}.list`;
  writeFileSync(list, [...paths].map((path) => `.${path}\n`).join(''));
  const pack = `tar --directory / --create --no-recursion --files-from '${list}'`;
  const unpack = `tar --directory '${files}' --extract --preserve-permissions`;
  await run('sh', ['-c', `${pack} | ${unpack}`]);
  rmSync(list);
}

/** @param {readonly string[]} paths */
async function librariesOf(paths) {
  const programs = paths.filter((path) => /\/s?bin\//.test(path) && isProgram(path));
  // It fails for those that are scripts, and says the rest.
  const script = ['-c', 'ldd "$@" 2>/dev/null || true', 'sh'];
  const links = await run('sh', [...script, ...programs, process.execPath]);
  const found = [...links.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path = '']) => path);
  return found.flatMap((path) => [path, realpathSync(path)]);
}

/** @param {string} path */
function isProgram(path) {
  const { mode } = lstatSync(path);
  return (mode & 0o170000) === 0o100000 && (mode & 0o111) !== 0;
}

/** @param {string} path */
function place(path) {
  return join(realpathSync(dirname(path)), basename(path));
}

/**
 * Where the registry's image has them, and started as it starts them.
 * @param {string} files
 */
async function copyNode(files) {
  const local = join(files, 'usr', 'local');
  const npm = realpathSync(join((await run('npm', ['root', '--global'])).trim(), 'npm'));
  for (const folder of ['bin', 'etc', 'lib/node_modules']) {
    mkdirSync(join(local, folder), { recursive: true });
  }
  copyFileSync(process.execPath, join(local, 'bin', 'node'));
  // Its own npmrc would be this machine's.
  const filter = (/** @type {string} */ path) => path !== join(npm, 'npmrc');
  cpSync(npm, join(local, 'lib', 'node_modules', 'npm'), { recursive: true, filter });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin', 'npm'));
  symlinkSync('../lib/node_modules/npm/bin/npx-cli.js', join(local, 'bin', 'npx'));
  const start = '#!/bin/sh\nset -e\nexec "$@"\n';
  writeFileSync(join(local, 'bin', 'docker-entrypoint.sh'), start, { mode: 0o755 });
}

/**
 * Debian's own accounts and the image's account "node"; and the files that buildah puts its own over.
 * @param {string} files
 */
function addAccounts(files) {
  const added = { passwd: 'node:x:1000:1000::/home/node:/bin/bash\n', group: 'node:x:1000:\n' };
  for (const [name, line] of Object.entries(added)) {
    const master = readFileSync(`/usr/share/base-passwd/${name}.master`, 'utf8');
    writeFileSync(join(files, 'etc', name), master + line);
  }
  mkdirSync(join(files, 'home', 'node'));
  chownSync(join(files, 'home', 'node'), 1000, 1000);
  for (const name of ['hostname', 'hosts', 'resolv.conf']) {
    writeFileSync(join(files, 'etc', name), '');
  }
}
