import { chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { NotReady } from '../prepare.js';
import { pause, seconds } from './commands.js';
import { start } from './container.js';

// What is so of an image while it runs, beside a pretend Slack and a mail server, and of its scripts for operators.

// The volume is on the same disk here, so -xdev alone would go into it.
const WRITABLE = 'find / -xdev -not -path "/app/data/*" -writable 2>/dev/null || true';
const NATIVE = `
import sharp from 'sharp';
import { hash } from '@node-rs/argon2';
const background = 'red';
await sharp({ create: { width: 9, height: 9, channels: 3, background } }).webp().toBuffer();
await hash('password');
`;
const SCRIPTS = [
  ['deliveries.js'],
  ['db-backup.js', 'data/backup.tgz'],
  ['db-restore.js', 'data/backup.tgz', '--force'],
  ['deliveries.js'],
];

/** @import { Image, ImageConfig } from './buildah.js' */
/** @import { Findings } from './commands.js' */
/** @import { Container, Options } from './container.js' */

/**
 * Tells how the image runs, with a new volume below `folder`.
 * @param {Image} image
 * @param {string} folder
 * @param {Findings} findings
 */
export async function checkRunning(image, folder, findings) {
  const { setStage } = await import('../stage/stage.js');
  const { signUp } = await import('../stage/people.js');
  const stage = await setStage('embedded');
  const url = stage.env.PUBLIC_URL;
  const { DATA_DIR: _ownVolume, ...env } = stage.env;
  const options = { data: newVolume(image, folder), env };
  stage.slack.connect(url);
  try {
    const cookie = await whileRunning(image, options, findings, async (app) => {
      checkProcess(app, image.config.User, findings);
      await checkInside(app, url, findings);
      const session = await Promise.race([
        signUp(stage, url, 'U0ADAM', 'ana@example.com'),
        pause(60_000),
      ]);
      findings.tell(Boolean(session), 'Somebody is invited from Slack, gets the email and joins');
      await checkSecond(image, options, findings);
      return session;
    });
    for (const command of SCRIPTS) await checkScript(image, options, command, findings);
    await whileRunning(image, options, findings, async () => {
      const headers = { cookie: cookie ?? '' };
      const { status } = await fetch(`${url}/account`, { headers, redirect: 'manual' });
      findings.tell(status === 200, `Who joined before the backup is signed in: ${status}`);
    });
  } finally {
    await stage.stop();
  }
}

/**
 * Starts the image, does something once it is healthy, and stops it.
 * @template T
 * @param {Image} image
 * @param {Options} options
 * @param {Findings} findings
 * @param {(app: Container) => Promise<T>} act
 */
async function whileRunning(image, options, { tell }, act) {
  const begun = performance.now();
  const app = start(image, options);
  try {
    await untilHealthy(app, image.config.Healthcheck);
    tell(true, `Healthy by its own health check after ${seconds(begun)}`);
    const result = await act(app);
    const asked = performance.now();
    process.kill(app.pid(), 'SIGTERM');
    const { code, output } = await app.end();
    const more = code === 0 ? '' : `: ${output}`;
    tell(code === 0, `SIGTERM: ended with code ${code} after ${seconds(asked)}${more}`);
    return result;
  } finally {
    app.kill();
    await app.end();
  }
}

/**
 * Owned by whom it is in the image, as engines make a new volume.
 * @param {Image} image
 * @param {string} folder
 */
function newVolume({ config, files }, folder) {
  const [volume] = Object.keys(config.Volumes ?? {});
  if (volume === undefined) throw new NotReady('The image has no volume.');
  const { uid, gid, mode } = statSync(join(files, volume));
  const data = join(folder, 'data');
  mkdirSync(data, { mode });
  chownSync(data, uid, gid);
  return data;
}

/**
 * Asks more often than an engine does, for as long as one waits.
 * @param {Container} app
 * @param {ImageConfig['Healthcheck']} check
 */
async function untilHealthy(app, check) {
  if (!check) throw new NotReady('The image has no health check.');
  const { Test, Timeout, StartPeriod, Interval, Retries } = check;
  const deadline = performance.now() + (StartPeriod + Interval * Retries) / 1e6;
  while (performance.now() < deadline && app.isRunning()) {
    const isHealthy = await app.exec(Test.slice(1), Timeout / 1e6).then(
      () => true,
      () => false,
    );
    if (isHealthy) return;
    await pause(200);
  }
  app.kill();
  throw new NotReady(`The app did not become healthy.\n${(await app.end()).output}`);
}

/**
 * @param {Container} app
 * @param {string} user
 * @param {Findings} findings
 */
function checkProcess(app, user, { tell }) {
  const status = readFileSync(`/proc/${app.pid()}/status`, 'utf8');
  const valuesOf = (/** @type {string} */ name) =>
    new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? [];
  const inner = valuesOf('NSpid').at(-1);
  const ids = ['Uid', 'Gid'].map((name) => [...new Set(valuesOf(name))].join('/')).join(':');
  const program = readFileSync(`/proc/${app.pid()}/cmdline`, 'utf8').split('\0').join(' ').trim();
  tell(inner === '1' && ids === user, `${program}: process ${inner}, account ${ids}`);
  const rights = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].flatMap(valuesOf);
  const hasNone = rights.every((each) => /^0+$/.test(each)) && valuesOf('NoNewPrivs')[0] === '1';
  tell(hasNone, 'Capabilities: none, and none to be got');
  const peak = Math.round(Number(valuesOf('VmHWM')[0]) / 1024);
  tell(true, `Peak of memory with a new embedded database: ${peak} MB`);
}

/**
 * @param {Container} app
 * @param {string} url
 * @param {Findings} findings
 */
async function checkInside(app, url, { tell }) {
  const ready = await fetch(`${url}/readyz`);
  tell(ready.status === 200, `/readyz: ${ready.status} ${(await ready.text()).trim()}`);
  const places = (await app.exec(['sh', '-c', WRITABLE])).trim().split('\n').sort();
  tell(places.join() === '/app/data,/tmp', `Its account may write in: ${places.join(', ')}`);
  await app.exec(['node', '--input-type=module', '--eval', NATIVE]);
  tell(true, 'sharp and argon2 work');
}

/**
 * @param {Image} image
 * @param {Options} options
 * @param {Findings} findings
 */
async function checkSecond(image, options, { tell }) {
  const begun = performance.now();
  const { code, output } = await start(image, { ...options, alone: true }).end();
  const isRefused = code === 1 && /in use by another running copy/.test(output);
  tell(isRefused, `A second one on its volume: code ${code} after ${seconds(begun)}: ${output}`);
}

/**
 * @param {Image} image
 * @param {Options} options
 * @param {readonly string[]} script Its name and its arguments.
 * @param {Findings} findings
 */
async function checkScript(image, options, [script = '', ...args], { tell }) {
  const begun = performance.now();
  const command = ['node', `scripts/${script}`, ...args];
  const { code, output } = await start(image, { ...options, command }).end();
  tell(code === 0, `${command.join(' ')}: code ${code} after ${seconds(begun)}: ${output}`);
}
