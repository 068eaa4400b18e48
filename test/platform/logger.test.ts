import { expect, test } from 'vitest';
import { faultText, reportFault } from '../../src/platform/process/error-boundary.ts';
import { createLogger, hideSecrets } from '../../src/platform/process/logger.ts';

const token = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';

test.each([
  [`GET /join/${token} 200`, 'GET /join/[hidden] 200'],
  [`https://x.example/join/${token}?a=1`, 'https://x.example/join/[hidden]?a=1'],
  [`/reset/${token}`, '/reset/[hidden]'],
  [`/join/${token} /join/${token}`, '/join/[hidden] /join/[hidden]'],
  ['xoxb-123-456-AbC', '[hidden]'],
  ['"xoxp-1-2","xapp-1-A-2-b"', '"[hidden]","[hidden]"'],
  ['xoxe.xoxb-1-Abc', '[hidden]'],
  ['/join/:token', '/join/:token'],
  ['/joined/us', '/joined/us'],
  ['an ox and a box-1', 'an ox and a box-1'],
])('hides what is secret in %j', (text, shown) => {
  expect(hideSecrets(text)).toBe(shown);
});

/** What a logger writes while it is used, as text. */
function written(use: (log: ReturnType<typeof createLogger>) => void, level = 'info'): string {
  const lines: string[] = [];
  use(createLogger({ level, sink: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

test('writes one line of JSON a message, and nothing below its level', () => {
  const text = written((log) => {
    log.info({ port: 1 }, 'listening');
    log.debug('details');
  });
  expect(text.endsWith('\n')).toBe(true);
  expect(JSON.parse(text)).toMatchObject({ level: 30, port: 1, msg: 'listening' });
});

test.each(['password', 'token', 'cookie', 'authorization'])('redacts %s by name', (name) => {
  const text = written((log) => {
    log.info({ [name]: 'sesame' }, 'one');
    log.info({ body: { [name]: 'sesame' } }, 'two');
    log.info({ request: { headers: { [name]: 'sesame' } } }, 'three');
  });
  expect(text).not.toContain('sesame');
  expect(text.match(/\[hidden\]/g)).toHaveLength(3);
});

test('finds secrets by their shape, in messages, fields and errors alike', () => {
  const text = written((log) => {
    log.info(`sent https://x.example/join/${token}`);
    log.info({ url: `/join/${token}` }, 'request');
    log.error({ err: new Error(`bad token xoxb-1-2-${token}`) }, 'fault');
    log.error({ err: new Error('outer', { cause: new Error(`/reset/${token}`) }) }, 'fault');
  });
  expect(text).not.toContain(token);
  expect(text.match(/\[hidden\]/g)?.length).toBeGreaterThanOrEqual(4);
});

test('reports a fault once, with a reference that the person gets too', () => {
  let ref = '';
  const text = written((log) => {
    ref = reportFault(log, new Error('broken', { cause: new Error('deeper') }), { at: 'test' });
  });
  expect(ref).toMatch(/^[0-9a-f]{8}$/);
  expect(JSON.parse(text)).toMatchObject({ level: 50, ref, at: 'test', msg: 'fault' });
  expect(text).toContain('broken');
  expect(text).toContain('deeper');
  expect(faultText(ref)).toContain(`ref ${ref}`);
});

test('reports whatever was thrown', () => {
  for (const thrown of ['text', undefined, null, 7, { code: 'x' }]) {
    expect(written((log) => void reportFault(log, thrown, { at: 'test' }))).toContain('"fault"');
  }
});

test('tells errors apart by their class when they have no name of their own', () => {
  class PaperJam extends Error {}
  const aborted = new DOMException('gone', 'AbortError');
  const typeOf = (err: Error) => JSON.parse(written((log) => log.error({ err }, 'fault'))).err.type;
  expect([new PaperJam(), aborted, new TypeError()].map(typeOf)).toEqual([
    'PaperJam',
    'AbortError',
    'TypeError',
  ]);
});
