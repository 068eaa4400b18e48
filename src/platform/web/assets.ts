import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

type Asset = {
  readonly body: string;
  /** The same, packed once for all who can unpack it. */
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
};

const contentTypes = {
  'style.css': 'text/css; charset=utf-8',
  'form.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
} as const;

/** The files that pages may name. */
export type AssetName = keyof typeof contentTypes;

const assetUrls = new Map<string, string>();
const assets = new Map<string, Asset>();

for (const [name, contentType] of Object.entries(contentTypes)) {
  const body = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
  const [stem, extension] = name.split('.');
  const url = `/assets/${stem}.${hash}.${extension}`;
  assetUrls.set(name, url);
  assets.set(url, { body, gzipped: new Uint8Array(gzipSync(body, { level: 9 })), contentType });
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
