import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// What this machine has installed beside Node: PostgreSQL's programs, a Chromium, nginx, Caddy, Apache, PgBouncer,
// Postfix, buildah.

/**
 * Finds the folder with PostgreSQL's `initdb` and `postgres`: on the PATH, or where Debian,
 * Homebrew, Postgres.app and the Windows installer put them (the newest version wins).
 * @returns {string | undefined}
 */
export function findPostgres() {
  const candidates = [
    ...pathFolders(),
    ...versionFolders('/usr/lib/postgresql').map((folder) => join(folder, 'bin')),
    ...homebrewFolders('/opt/homebrew/opt'),
    ...homebrewFolders('/usr/local/opt'),
    '/Applications/Postgres.app/Contents/Versions/latest/bin',
    ...versionFolders('C:\\Program Files\\PostgreSQL').map((folder) => join(folder, 'bin')),
  ];
  return candidates.find(
    (folder) =>
      existsSync(join(folder, program('initdb'))) && existsSync(join(folder, program('postgres'))),
  );
}

/**
 * Finds a Chromium or Chrome: where CHROMIUM_PATH says, on the PATH, or in the usual places. Debian's build without
 * windows starts in a third of the time, so it comes first.
 * @returns {string | undefined}
 */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
  ];
  const windowsFolders = [
    process.env.ProgramFiles,
    process.env['ProgramFiles(x86)'],
    process.env.LOCALAPPDATA,
  ];
  const candidates = [
    ...names.flatMap((name) => pathFolders().map((folder) => join(folder, program(name)))),
    '/usr/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...windowsFolders
      .filter((folder) => folder !== undefined)
      .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
  ];
  return candidates.find((file) => existsSync(file));
}

/**
 * Finds nginx: on the PATH, or where Debian and Homebrew put it. Not on Windows: its build there differs.
 * @returns {string | undefined}
 */
export function findNginx() {
  return findServer('nginx');
}

/**
 * Finds Caddy, in the same places.
 * @returns {string | undefined}
 */
export function findCaddy() {
  return findServer('caddy');
}

/** Where Debian has Apache's modules. */
const apacheModules = '/usr/lib/apache2/modules';

/**
 * Finds Debian's Apache with mod_auth_openidc, and the folder of its modules.
 * @returns {{ program: string, modules: string } | undefined}
 */
export function findApache() {
  const found = findServer('apache2');
  const hasModule = existsSync(join(apacheModules, 'mod_auth_openidc.so'));
  return found && hasModule ? { program: found, modules: apacheModules } : undefined;
}

/**
 * Finds PgBouncer, a pooler in front of PostgreSQL, in the same places.
 * @returns {string | undefined}
 */
export function findPgBouncer() {
  return findServer('pgbouncer');
}

/**
 * Finds buildah, which builds images without an engine, in the same places; as root on Linux only, as what it
 * builds is mounted and started there.
 * @returns {string | undefined}
 */
export function findBuildah() {
  return isRootOnLinux() ? findServer('buildah') : undefined;
}

/**
 * Finds Postfix in the same places; as root on Linux only, as its processes have accounts of their own.
 * @returns {string | undefined}
 */
export function findPostfix() {
  return isRootOnLinux() ? findServer('postfix') : undefined;
}

function isRootOnLinux() {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

/** @param {string} name */
function findServer(name) {
  if (process.platform === 'win32') return undefined;
  const folders = [...pathFolders(), '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** @param {string} name */
function program(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function pathFolders() {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean);
}

/** @param {string} parent */
function versionFolders(parent) {
  return subfolders(parent)
    .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
    .map((name) => join(parent, name));
}

/** @param {string} parent */
function homebrewFolders(parent) {
  return subfolders(parent)
    .filter((name) => name.startsWith('postgresql'))
    .sort()
    .reverse()
    .map((name) => join(parent, name, 'bin'));
}

/** @param {string} parent */
function subfolders(parent) {
  return existsSync(parent) ? readdirSync(parent) : [];
}
