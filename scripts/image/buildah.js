import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import * as z from 'zod';
import { root } from '../prepare.js';
import { run } from './commands.js';

/** What an image says of how it is to be run. */
const Inspected = z.object({
  Docker: z.object({
    config: z.object({
      Env: z.array(z.string()),
      Cmd: z.array(z.string()),
      Entrypoint: z.array(z.string()).nullish(),
      User: z.string().default(''),
      WorkingDir: z.string().default(''),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
      Healthcheck: z
        .object({
          Test: z.array(z.string()),
          Interval: z.number(),
          Timeout: z.number(),
          StartPeriod: z.number(),
          Retries: z.number(),
        })
        .nullish(),
    }),
  }),
});

/** @typedef {z.infer<typeof Inspected>['Docker']['config']} ImageConfig */
/**
 * An image that is looked at.
 * @typedef {object} Image
 * @property {string} files The folder with its files.
 * @property {string} text All that it says of itself.
 * @property {ImageConfig} config
 */
/** @typedef {ReturnType<typeof openBuildah>} Buildah */

/**
 * buildah with a store of its own below `folder`, which asks no registry for anything.
 * @param {string} program
 * @param {string} folder
 */
export function openBuildah(program, folder) {
  const settings = join(folder, 'registries.conf');
  writeFileSync(settings, 'unqualified-search-registries = ["docker.io"]\n');
  const places = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
  const common = [...places, '--storage-driver', 'vfs', '--registries-conf', settings];
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  const trust = ['--signature-policy', policy];

  /**
   * @param {string} command
   * @param {...string} args
   */
  const call = async (command, ...args) =>
    (await run(program, [command, ...common, ...args])).trim();
  return {
    call,
    commit: (/** @type {string} */ container, /** @type {string} */ name) =>
      call('commit', ...trust, '--format', 'docker', container, name),
    /**
     * A container of the image; gives its name and where its files lie.
     * @param {string} name
     */
    async mount(name) {
      const container = await call('from', ...trust, '--pull=never', name);
      return { container, files: await call('mount', container) };
    },
    /** @param {string} name */
    async build(name) {
      const { settingsFolder, registry } = await npmSettings(folder);
      const how = ['--isolation', 'chroot', '--format', 'docker', '--pull=never', ...trust];
      const npm = ['--volume', `${settingsFolder}:/usr/local/etc:ro`];
      await call('build', ...how, ...npm, '--tag', name, root);
      return { registry };
    },
    /**
     * What an image says of itself: all of it as text, and how it is to be run.
     * @param {string} name
     */
    async inspect(name) {
      const text = await call('inspect', '--type', 'image', name);
      return { text, config: Inspected.parse(JSON.parse(text)).Docker.config };
    },
    version: async () => (await run(program, ['--version'])).replace(/ \(.*/s, ''),
    removeAll: () => run(program, ['rm', ...common, '--all'], { tidiesUp: true }),
  };
}

/**
 * How npm reaches its registry from this machine, as a folder for /usr/local/etc, which is there already in the
 * base image: so nothing of it is left in what is built, as files.js looks up. Proxies are passed by buildah itself.
 * @param {string} folder
 */
async function npmSettings(folder) {
  const setting = async (/** @type {string} */ name) =>
    (await run('npm', ['config', 'get', name], { cwd: root })).trim();
  const registry = await setting('registry');
  const lines = [`registry=${registry}`];
  for (const file of [await setting('globalconfig'), await setting('userconfig')]) {
    const wanted = /^\s*(\/\/|@|strict-ssl|(https?-)?proxy|noproxy).*$/gm;
    lines.push(...(textOf(file)?.match(wanted) ?? []));
  }
  const settingsFolder = join(folder, 'npm');
  mkdirSync(settingsFolder, { mode: 0o700 });
  const authorities = [process.env.NODE_EXTRA_CA_CERTS, await setting('cafile')].map(textOf);
  if (authorities.some(Boolean)) {
    writeFileSync(join(settingsFolder, 'ca.pem'), [...rootCertificates, ...authorities].join('\n'));
    lines.push('cafile=/usr/local/etc/ca.pem');
  }
  writeFileSync(join(settingsFolder, 'npmrc'), `${lines.join('\n')}\n`);
  return { settingsFolder, registry };
}

/** @param {string | undefined} file */
function textOf(file) {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
