import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBase } from './image/base.js';
import { openBuildah } from './image/buildah.js';
import { megabytes, newFindings, removeFolder, seconds, sizeOf } from './image/commands.js';
import { checkFiles, checkSettings } from './image/files.js';
import { checkRunning } from './image/running.js';
import { findBuildah } from './machine.js';
import { NotReady, prepare, root, runScript } from './prepare.js';

/** @import { Buildah } from './image/buildah.js' */
/** @import { Findings } from './image/commands.js' */

// `node scripts/prove-image.js`, as root on Debian: builds the Dockerfile's image with buildah, which needs
// no engine, and tells what is in it and how it runs. The base image is made of this machine's own packages and
// Node (see image/base.js), so that of the registry isn't proved.

const MOST_BYTES = 250e6;
const BUILT = 'localhost/proved';

await runScript(async () => {
  const program = findBuildah();
  if (!program) throw new NotReady('This needs Linux, root and buildah (apt-get install buildah).');
  await prepare({ quiet: true });
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  const buildah = openBuildah(program, folder);
  const findings = newFindings();
  try {
    await prove(buildah, folder, findings);
  } finally {
    await buildah.removeAll().catch((error) => console.error(error.message));
    await removeFolder(folder);
  }
  return findings.exitCode();
});

/**
 * @param {Buildah} buildah
 * @param {string} folder
 * @param {Findings} findings
 */
async function prove(buildah, folder, findings) {
  const { tell } = findings;
  const [, name] = /^FROM (\S+)/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  if (name === undefined) throw new NotReady('The Dockerfile names no base image.');
  const begun = performance.now();
  const files = await makeBase(buildah, `docker.io/library/${name}`);
  const base = { files, ...(await buildah.inspect(name)) };
  const figures = `${megabytes(await sizeOf(base.files))}, ${seconds(begun)}`;
  tell(true, `A base image of this machine's Node ${process.versions.node}: ${figures}`);

  const building = performance.now();
  const { registry } = await buildah.build(BUILT);
  const built = await buildah.mount(BUILT);
  const image = { files: built.files, ...(await buildah.inspect(BUILT)) };
  tell(true, `Built by ${await buildah.version()}: ${seconds(building)}`);

  const bytes = await sizeOf(join(image.files, 'app'));
  tell(bytes <= MOST_BYTES, `/app: ${megabytes(bytes)}, packages included`);
  await checkFiles(base, image, findings);
  await checkSettings(base, image, registry, findings);
  await checkRunning(image, folder, findings);
}
