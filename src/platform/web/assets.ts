import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

type Asset = {
  readonly body: string;
  /** The same, packed for all who can unpack it. */
  gzipped(): Uint8Array<ArrayBuffer>;
  readonly contentType: string;
};

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const here = (path: string): URL => new URL(path, import.meta.url);
const { resolve } = createRequire(import.meta.url);

const files = {
  'style.css': here('./assets/style.css'),
  'form.js': here('./assets/form.js'),
  'keep.js': here('./assets/keep.js'),
  'passkeys.js': here('./assets/passkeys.js'),
  'favicon.svg': here('./assets/favicon.svg'),
  // What judges a new password, the same here and there.
  'password.js': here('../../shared/password.js'),
  'zxcvbn.js': resolve('@zxcvbn-ts/core/dist/zxcvbn-ts.js'),
  'zxcvbn-lists.js': resolve('@zxcvbn-ts/language-common/dist/zxcvbn-ts.js'),
} as const;

/** The files that pages may name. */
export type AssetName = keyof typeof files;

const assetUrls = new Map<string, string>();
const assets = new Map<string, Asset>();

for (const [name, file] of Object.entries(files)) {
  const written = readFileSync(file, 'utf8');
  const body = file instanceof URL ? withoutComments(inOnePiece(written)) : written;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
  const [stem, extension = ''] = name.split('.');
  const url = `/assets/${stem}.${hash}.${extension}`;
  assetUrls.set(name, url);
  assets.set(url, {
    body,
    gzipped: once(() => new Uint8Array(gzipSync(body, { level: 9 }))),
    contentType: contentTypes[extension] ?? '',
  });
}

/** A script with what it imports from beside it in it: in two requests it would come late, and move what is shown already. */
function inOnePiece(body: string): string {
  return body.replace(/^import .* from '\.\/([\w-]+\.js)';$/gm, (_, sibling) =>
    readFileSync(here(`./assets/${sibling}`), 'utf8').replace(/^export /gm, ''),
  );
}

/** What our own files say to whoever reads them here is a third of them, and nothing to browsers. */
function withoutComments(body: string): string {
  return body
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/^\s*\n/gm, '')
    .replace(/^ +/gm, '');
}

/** Done when it is needed, so that the start doesn't wait for it. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The path under which a file is served. It changes with the content, so browsers may keep it for ever. */
export function assetUrl(name: AssetName): string {
  const url = assetUrls.get(name);
  if (url === undefined) throw new Error(`no asset named ${name}`);
  return url;
}

/** The file behind a path that {@link assetUrl} gave; undefined for any other path, older versions included. */
export function findAsset(pathName: string): Asset | undefined {
  return assets.get(pathName);
}
