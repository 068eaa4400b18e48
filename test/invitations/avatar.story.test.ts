import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, invite, joinAs, signUpForm } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A picture that knows where it was taken. */
function photo(format: 'png' | 'jpeg' | 'webp', width = 600, height = 400): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#c04020' } })
    .withExif({ IFD0: { Copyright: 'secret-owner', Make: 'secret-camera' } })
    .toFormat(format)
    .toBuffer();
}

/** A copy of the bytes as a file of a form. */
function file(bytes: Uint8Array | string, name: string, type = ''): File {
  const part = typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
  return new File([part], name, { type });
}

test.each(['png', 'jpeg', 'webp'] as const)('keeps a %s as a small picture', async (format) => {
  const bytes = await photo(format);
  expect(bytes.toString('latin1')).toContain('secret-owner');
  const avatar = file(bytes, `me.${format}`, `image/${format}`);
  const { cookie } = await joinAs(world, `${format}@example.com`, { avatar });

  const account = await (await world.get('/account', { cookie })).text();
  expect(account).toContain('<img class="portrait" src="/account/avatar"');
  const shown = await world.get('/account/avatar', { cookie });
  expect(shown.status).toBe(200);
  expect(shown.headers.get('content-type')).toBe('image/webp');
  expect(shown.headers.get('cache-control')).toBe('no-store');
  const stored = Buffer.from(await shown.arrayBuffer());
  const facts = await sharp(stored).metadata();
  expect(facts).toMatchObject({ format: 'webp', width: 256, height: 256 });
  expect([facts.exif, facts.xmp, facts.iptc]).toEqual([undefined, undefined, undefined]);
  expect(stored.toString('latin1')).not.toContain('secret');
});

test('turns a picture the way up that its camera noted', async () => {
  // Red above blue, stored lying on its side, with the note that says so.
  const upright = await sharp({ create: { width: 4, height: 8, channels: 3, background: 'blue' } })
    .composite([
      {
        input: await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
        top: 0,
        left: 0,
      },
    ])
    .png()
    .toBuffer();
  const lying = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const { cookie } = await joinAs(world, 'turned@example.com', { avatar: file(lying, 'me.jpg') });
  const shown = await world.get('/account/avatar', { cookie });
  const pixels = await sharp(Buffer.from(await shown.arrayBuffer()))
    .raw()
    .toBuffer();
  const top = pixels.subarray(0, 3);
  const bottom = pixels.subarray(-3);
  expect(Number(top[0])).toBeGreaterThan(Number(top[2]) + 100);
  expect(Number(bottom[2])).toBeGreaterThan(Number(bottom[0]) + 100);
});

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';

/** The link of somebody who uploads all this, one after the other. */
let oddPath: string;
beforeAll(async () => {
  oddPath = (await invite(world, 'odd-picture@example.com')).path;
});

test.each([
  ['an SVG', async () => file(svg, 'me.svg', 'image/svg+xml')],
  ['an SVG called PNG', async () => file(svg, 'me.png', 'image/png')],
  ['a web page', async () => file('<!doctype html><script>1</script>', 'me.jpg', 'image/jpeg')],
  ['an animation', async () => file('GIF89a\u0001\u0000\u0001\u0000', 'me.gif', 'image/gif')],
  ['an empty file', async () => file('', 'me.png', 'image/png')],
  ['half a picture', async () => file((await photo('jpeg')).subarray(0, 900), 'me.jpg')],
  ['the mere head of a PNG', async () => file((await photo('png')).subarray(0, 8), 'me.png')],
  ['a huge file', async () => file(new Uint8Array(5 * 1024 * 1024 + 1), 'me.png')],
  ['a picture of 49 megapixels', async () => file(await photo('png', 7000, 7000), 'me.png')],
])('refuses %s at the field, and the link still works', async (_what, make) => {
  const refused = await world.post(oddPath, signUpForm({ avatar: await make() }));
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('id="avatar-problem"');
  expect((await world.get(oddPath)).status).toBe(200);
});

test('takes no picture for an answer: a field left empty, or a text in its place', async () => {
  for (const [email, avatar] of [
    ['none@example.com', new File([], '')],
    ['text@example.com', 'me.png'],
  ] as const) {
    const { path } = await invite(world, email);
    const cookie = cookieOf(await world.post(path, signUpForm({ avatar })));
    expect((await world.get('/account/avatar', { cookie })).status).toBe(404);
    expect(await (await world.get('/account', { cookie })).text()).not.toContain('<img');
  }
});
