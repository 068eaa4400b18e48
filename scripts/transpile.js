import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';

/** @import { BuildOptions, Plugin } from 'esbuild' */

/**
 * Turns each TypeScript file of a folder into JavaScript and copies the others, so that the same paths lead to
 * the same things. Types are not looked at: that is `npm run check`. Rejects when a file can't be read.
 * @param {string} root The project's folder.
 * @param {{ from: string, to: string }} part Its folder, and that of what is made of it.
 * @param {readonly { from: string, to: string }[]} parts All of them: they may import each other.
 * @param {readonly string[]} files The files of `from`, as paths in it.
 */
export async function transpile(root, { from, to }, parts, files) {
  const [source, target] = [join(root, from), join(root, to)];
  await build({
    ...optionsFor(root),
    entryPoints: files.filter(isCompiled).map((file) => join(source, file)),
    outdir: target,
    outbase: source,
    plugins: [builtApart(root, { source, target }, parts)],
  });
  for (const file of files.filter((each) => !isCompiled(each))) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await copyFile(join(source, file), join(target, file));
  }
}

/**
 * What isn't put into a program's one file: parts that come with files of their own, and the pretend Slack, which is
 * a package.
 */
const APART = [
  '@electric-sql/pglite',
  '@node-rs/argon2',
  '@prisma/client/runtime/query_compiler_*',
  'pg-native',
  'pino-pretty',
  'pretend-slack',
  'sharp',
];

/** What packages that were written for `require` expect around them. */
const AROUND = `import { createRequire as aroundRequire } from 'node:module';
import { fileURLToPath as aroundPath } from 'node:url';
const require = aroundRequire(import.meta.url);
const __filename = aroundPath(import.meta.url);
const __dirname = aroundPath(new URL('.', import.meta.url));`;

/**
 * Puts a part's program, `main.ts`, into one file with everything that its start needs: finding and opening some hundred
 * files is a third of a start. What it imports later lies in a few files beside it, and isn't read before. Nothing is
 * shortened, so that a line in a stack trace can be looked up. Rejects when a file can't be read.
 * @param {string} root The project's folder.
 * @param {{ from: string, to: string }} part
 * @param {readonly { from: string, to: string }[]} parts
 */
export async function bundle(root, { from, to }, parts) {
  await build({
    ...optionsFor(root),
    entryPoints: [join(root, from, 'main.ts')],
    outdir: join(root, to),
    splitting: true,
    external: APART,
    banner: { js: AROUND },
    plugins: [keepPlaces(root, to, parts)],
  });
}

/**
 * @param {string} root
 * @returns {BuildOptions}
 */
function optionsFor(root) {
  return {
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    tsconfig: join(root, 'tsconfig.json'),
  };
}

/**
 * A file that asks where it is, to find others beside it, hears where it is built apart.
 * @param {string} root
 * @param {string} to The folder of the one file.
 * @param {readonly { from: string, to: string }[]} parts
 * @returns {Plugin}
 */
function keepPlaces(root, to, parts) {
  return {
    name: 'keep-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const part = parts.find((each) => path.startsWith(join(root, each.from) + sep));
        if (!part || !text.includes('import.meta.url')) return undefined;
        const built = join(root, part.to, relative(join(root, part.from), path));
        const way = relative(join(root, to), built)
          .replaceAll(sep, '/')
          .replace(/\.tsx?$/, '.js');
        const place = `new URL('./${way}', import.meta.url).href`;
        return {
          contents: text.replaceAll('import.meta.url', place),
          loader: extname(path) === '.tsx' ? 'tsx' : 'ts',
        };
      });
    },
  };
}

/** @param {string} file */
function isCompiled(file) {
  return /\.tsx?$/.test(file);
}

/**
 * Every file stays one of its own: what it imports is found where that is built, and packages where Node finds them.
 * @param {string} root
 * @param {{ source: string, target: string }} folders Of the part that is built.
 * @param {readonly { from: string, to: string }[]} parts
 * @returns {Plugin}
 */
function builtApart(root, { source, target }, parts) {
  return {
    name: 'built-apart',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ kind, path, resolveDir }) => {
        if (kind === 'entry-point') return undefined;
        if (!path.startsWith('.')) return { path, external: true };
        const file = resolve(resolveDir, path);
        const part = parts.find((each) => file.startsWith(join(root, each.from) + sep));
        if (!part) return { path, external: true };
        const built = join(root, part.to, relative(join(root, part.from), file));
        const importer = join(target, relative(source, resolveDir));
        const way = relative(importer, built)
          .replaceAll(sep, '/')
          .replace(/\.tsx?$/, '.js');
        return { path: way.startsWith('.') ? way : `./${way}`, external: true };
      });
    },
  };
}
