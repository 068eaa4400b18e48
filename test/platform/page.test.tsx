import { expect, test } from 'vitest';
import { AccountPage } from '../../src/account/web/pages.tsx';
import { DeadLinkPage } from '../../src/invitations/web/dead-link-pages.tsx';
import { JoinPage } from '../../src/invitations/web/pages.tsx';
import { assetUrl, findAsset } from '../../src/platform/web/assets.ts';
import { Notice, Page, renderPage } from '../../src/platform/web/page.tsx';
import { StatusPage } from '../../src/platform/web/status-page.tsx';
import { SignedOutPage } from '../../src/sign-in/web/signed-out-page.tsx';

const [member, admin] = ['member', 'admin'] as const;

const pages: readonly [string, string][] = [
  [
    'join',
    renderPage(
      <JoinPage
        workspaceName="Acme"
        invitedBy="Ana"
        message="Welcome!"
        email="mia@example.com"
        role={member}
        toolNames={['Wiki']}
        expiresAt={new Date(0)}
        passwordMinLength={12}
        action="/join/TOKEN"
        passkeys={{ isByPassword: false }}
        values={{ displayName: '' }}
        problems={{ displayName: 'Missing.' }}
      />,
    ),
  ],
  ['dead link', renderPage(<DeadLinkPage state="expired" />)],
  [
    'account',
    renderPage(
      <AccountPage
        memberId="1"
        displayName="M"
        email="m@a.b"
        role={admin}
        workspaceName="A"
        justJoined
      />,
    ),
  ],
  ['signed out', renderPage(<SignedOutPage />)],
  ['status', renderPage(<StatusPage title="Page not found" message="Check the address." />)],
];

test.each(pages)('gives the %s page all that a document needs', (_name, html) => {
  expect(html).toMatch(/^<!doctype html><html lang="en"><head><meta charset="utf-8"\/>/);
  expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1"/>');
  expect(html).toContain('<meta name="robots" content="noindex"/>');
  expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
  expect(html.match(/<title>[^<]+<\/title>/g)).toHaveLength(1);
  expect(html.match(/<main/g)).toHaveLength(1);
  expect(html.match(/<h1/g)).toHaveLength(1);
});

test.each(pages)('keeps the %s page free of inline script and style', (_name, html) => {
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/);
  for (const [, attributes, content] of html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
    expect(attributes).toMatch(/src="\/assets\//);
    expect(content).toBe('');
  }
});

test.each(pages)('loads for the %s page nothing but files of ours that exist', (_name, html) => {
  const urls = [...html.matchAll(/<(?:link|script)[^>]*(?:href|src)="([^"]+)"/g)];
  expect(urls.length).toBeGreaterThanOrEqual(2);
  for (const [, url] of urls) expect(findAsset(url ?? '')).toBeDefined();
});

test('points every reference inside a form at an element in it', () => {
  const html = pages[0]?.[1] ?? '';
  const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  const references = [...html.matchAll(/\s(?:for="|aria-describedby="|href="#)([^"]+)"/g)].flatMap(
    ([, value]) => (value ?? '').split(' '),
  );
  // Four labels, four hints, one problem and its link.
  expect(references).toHaveLength(10);
  for (const reference of references) expect(ids).toContain(reference);
});

test('says nothing about anybody to link previews', () => {
  for (const [, html] of pages) {
    expect(html).not.toMatch(/og:|twitter:/);
    const [, description = ''] = /<meta name="description" content="([^"]*)"/.exec(html) ?? [];
    expect(description).not.toMatch(/Acme|Ana|mia|@/);
  }
});

test('shows the reference of a fault', () => {
  const html = renderPage(
    <StatusPage title="Something went wrong" message="Please try again." ref="k3f9" />,
  );
  expect(html).toContain('<h1>Something went wrong</h1>');
  expect(html).toContain('Reference: k3f9');
});

test('escapes titles, messages and remarks', () => {
  const html = renderPage(
    <Page title={'<b>\n"x"'}>
      <Notice>{'<i>'}</Notice>
    </Page>,
  );
  expect(html).toContain('<title>&lt;b&gt; &quot;x&quot;</title>');
  expect(html).toContain('<p class="notice">&lt;i&gt;</p>');
});

test('refuses to render a page that is not ready', () => {
  expect(() => renderPage(Promise.resolve(<i>late</i>))).toThrow('asynchronous');
});

test.each([
  ['style.css', 'text/css; charset=utf-8'],
  ['form.js', 'text/javascript; charset=utf-8'],
  ['favicon.svg', 'image/svg+xml'],
] as const)('serves %s under a name that changes with its content', (name, contentType) => {
  const [stem, extension] = name.split('.');
  expect(assetUrl(name)).toMatch(new RegExp(`^/assets/${stem}\\.[0-9a-f]{10}\\.${extension}$`));
  expect(findAsset(assetUrl(name))).toMatchObject({ contentType });
  expect(findAsset(`/assets/${name}`)).toBeUndefined();
});

test('serves a script in one piece, with its texts in it', () => {
  const { body = '' } = findAsset(assetUrl('form.js')) ?? {};
  expect(body).toContain('Long enough.');
  expect(body).not.toMatch(/^(?:import|export) /m);
});

test('finds nothing outside its list', () => {
  for (const path of ['/assets/../page.tsx', '/assets/', '', '__proto__', 'constructor']) {
    expect(findAsset(path)).toBeUndefined();
  }
});

test('calls nobody else from the stylesheet', () => {
  expect(styleSheet()).not.toMatch(/@import|url\(|https?:/);
});

function styleSheet(): string {
  return findAsset(assetUrl('style.css'))?.body ?? '';
}

/** The colours of a scheme by their variable, read from the stylesheet: the first block is light, the second dark. */
function coloursOf(scheme: 'light' | 'dark'): Map<string, string> {
  const blocks = [...styleSheet().matchAll(/:root \{(.*?)\}/gs)].map(([, block]) => block ?? '');
  const block = blocks[scheme === 'light' ? 0 : 1] ?? '';
  return new Map(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [
      name ?? '',
      value ?? '',
    ]),
  );
}

/** Contrast of two colours as WCAG 2.2 defines it (relative luminance of sRGB). */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const textPairs = [
  ['ink', ['ground', 'card', 'tint', 'bad-tint']],
  ['soft', ['ground', 'card', 'tint']],
  ['accent', ['card', 'tint']],
  ['accent-strong', ['card', 'tint']],
  ['bad', ['card', 'bad-tint']],
  ['on-accent', ['accent', 'accent-strong']],
] as const;

test.each(['light', 'dark'] as const)('keeps text readable in the %s scheme', (scheme) => {
  const colours = coloursOf(scheme);
  for (const [text, grounds] of textPairs) {
    for (const ground of grounds) {
      const ratio = contrast(colours.get(text) ?? '', colours.get(ground) ?? '');
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test.each(['light', 'dark'] as const)('keeps controls visible in the %s scheme', (scheme) => {
  const colours = coloursOf(scheme);
  for (const edge of ['edge', 'accent', 'bad']) {
    for (const ground of ['card', 'tint']) {
      const ratio = contrast(colours.get(edge) ?? '', colours.get(ground) ?? '');
      expect(ratio, `${edge} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  }
});
