import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The page's stylesheets, in their order. */
export const styleNames = ['frame.css', 'talk.css', 'blocks.css', 'mail.css'] as const;

/** The page's scripts; each is a module. */
export const scriptNames = ['sandbox.js', 'typing.js', 'picking.js'] as const;

const fileNames = [
  ...styleNames,
  ...scriptNames,
  'drawing.js',
  'finding.js',
  'favicon.svg',
  'chevron.svg',
] as const;
type FileName = (typeof fileNames)[number];

const contentTypes: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

const files = new Map(
  fileNames.map((name) => {
    const body = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    const version = createHash('sha256').update(body).digest('hex').slice(0, 10);
    const contentType = contentTypes[name.split('.').at(-1) ?? ''] ?? 'text/plain';
    return [name as string, { body, contentType, etag: `"${version}"` }];
  }),
);

/** The address of a file of the page. */
export function fileUrl(name: FileName): string {
  return `/sandbox/files/${name}`;
}

/** The file of this name; undefined when the page has none. */
export function findFile(
  name: string,
): { body: string; contentType: string; etag: string } | undefined {
  return files.get(name);
}
