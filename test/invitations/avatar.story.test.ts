import { connect, type Socket } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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

/** A JPEG that is read in several scans, with so many pixels in its head (ITU-T T.81, B.2.2). */
async function progressive(width: number, height: number): Promise<Buffer> {
  const bytes = await sharp(await photo('jpeg'))
    .jpeg({ progressive: true })
    .toBuffer();
  const head = bytes.indexOf(Buffer.from('ffc2', 'hex'));
  bytes.writeUInt16BE(height, head + 5);
  bytes.writeUInt16BE(width, head + 7);
  return bytes;
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>';

/** A file of the ISO kind that iPhones keep pictures in: its head is enough to know it by. */
const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');

/** The cookie of somebody who uploads all this, one after the other. */
let cookie: string;
beforeAll(async () => {
  cookie = (await joinAs(world, 'odd-picture@example.com')).cookie;
});

const refusals: [string, () => Promise<File>, string][] = [
  ['an SVG', async () => file(svg, 'me.svg', 'image/svg+xml'), 'PNG, JPEG or WebP'],
  ['an SVG called PNG', async () => file(svg, 'me.png', 'image/png'), 'PNG, JPEG or WebP'],
  ['a web page', async () => file('<!doctype html>', 'me.jpg'), 'PNG, JPEG or WebP'],
  ['an animation', async () => file('GIF89a\u0001\u0000', 'me.gif'), 'PNG, JPEG or WebP'],
  ['an empty file', async () => file('', 'me.png', 'image/png'), 'PNG, JPEG or WebP'],
  ['half a picture', async () => file((await photo('jpeg')).subarray(0, 900), 'me.jpg'), 'damaged'],
  [
    'the mere head of a PNG',
    async () => file((await photo('png')).subarray(0, 8), 'me.png'),
    'PNG, JPEG or WebP',
  ],
  [
    'more than 20 MB',
    async () => file(new Uint8Array(20 * 1024 * 1024 + 1), 'me.png'),
    'larger than 20 MB',
  ],
  [
    'a PNG of 25 megapixels',
    async () => file(await photo('png', 5000, 5000), 'me.png'),
    'too many pixels',
  ],
  [
    'a progressive JPEG of 25 megapixels',
    async () => file(await progressive(5000, 5000), 'me.jpg'),
    'too many pixels',
  ],
  [
    'a picture of 900 megapixels',
    async () => file(await progressive(30_000, 30_000), 'me.jpg'),
    'too many pixels',
  ],
  ['a HEIC called JPEG', async () => file(heic, 'IMG_1.jpg', 'image/jpeg'), 'HEIC picture'],
];

test.each(refusals)('refuses %s at its field, with the reason', async (_what, make, reason) => {
  const form = new FormData();
  form.set('act', 'avatar');
  form.set('avatar', await make());

  const refused = await world.post('/account', form, { cookie });

  expect(refused.status).toBe(400);
  const [, said] = /id="avatar-problem">([^<]*)/.exec(await refused.text()) ?? [];
  expect(said).toContain(reason);
});

test('a picture that takes too long is told from too many at once', async () => {
  const form = new FormData();
  form.set('act', 'avatar');
  form.set('avatar', file(await photo('png'), 'me.png'));
  // What libvips says after its ten seconds.
  const draw = vi.spyOn(sharp.prototype, 'toBuffer');
  draw.mockRejectedValueOnce(new Error('timeout: 42% complete'));
  const refused = await world.post('/account', form, { cookie });
  draw.mockRestore();

  expect(refused.status).toBe(400);
  expect(await refused.text()).toMatch(/id="avatar-problem">[^<]*took too long[^<]*smaller/);
});

test('somebody joins without the picture that nobody can read, and is told why', async () => {
  const { path } = await invite(world, 'iphone@example.com');
  const avatar = file(heic, 'IMG_1.heic', 'image/heic');

  const wrong = await world.post(
    path,
    signUpForm({ displayName: 'Ina', password: 'short', avatar }),
  );
  expect(wrong.status).toBe(400);
  const form = await wrong.text();
  expect(form).toContain('id="avatar-problem">This is a HEIC picture');
  expect(form).toContain('value="Ina"');
  const joined = await world.post(path, signUpForm({ displayName: 'Ina', avatar }));

  expect(joined.status).toBe(303);
  const address = joined.headers.get('location') ?? '';
  const html = await (await world.get(address, { cookie: cookieOf(joined) })).text();
  expect(html).toContain('Welcome to');
  expect(html).toContain(
    'id="avatar-problem">You joined without your picture. This is a HEIC picture',
  );
});

test('takes what phones make: 41 megapixels, 8 MB, and PNGs that move', async () => {
  const large = await photo('jpeg', 7200, 5700);
  const padded = Buffer.concat([large, Buffer.alloc(8 * 1024 * 1024)]);
  for (const [name, bytes] of [
    ['large.jpg', padded],
    ['moving.png', moving(await photo('png'))],
  ] as const) {
    const form = new FormData();
    form.set('act', 'avatar');
    form.set('avatar', file(bytes, name));
    const saved = await world.post('/account', form, { cookie });
    expect(saved.headers.get('location'), name).toBe('/account?done=avatar');
  }
});

/** Begins to send a picture of 10 MB, and stops in its midst. */
function stalledUpload(): Socket {
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  const head = [
    'POST /account HTTP/1.1',
    'Host: x',
    'Sec-Fetch-Site: same-origin',
    `Cookie: ${cookie}`,
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 10000000',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${'a'.repeat(300 * 1024)}`);
  return socket;
}

test('whoever stops in the midst of sending a picture keeps nobody else from sending theirs', async () => {
  const create = { width: 600, height: 600, channels: 3, background: '#fff' } as const;
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const form = new FormData();
  form.set('act', 'avatar');
  form.set(
    'avatar',
    file(
      await sharp({ create: { ...create, noise } })
        .png()
        .toBuffer(),
      'me.png',
    ),
  );
  const send = async () => (await world.post('/account', form, { cookie })).status;
  const stalled: Socket[] = [];
  const sendAmongStalled = async () => {
    stalled.push(...[1, 2, 3, 4].map(stalledUpload));
    return await send();
  };

  await expect.poll(sendAmongStalled, { timeout: 15_000, interval: 20 }).toBe(400);
  await expect.poll(send, { timeout: 15_000, interval: 20 }).toBe(303);

  for (const socket of stalled) socket.destroy();
});

/** The picture as an animated PNG (https://wiki.mozilla.org/APNG_Specification): with an acTL before its data. */
function moving(png: Buffer): Buffer {
  const head = 8 + 25;
  // Length, type, one frame that is shown for ever, and the checksum of all that.
  const control = Buffer.from('000000086163544c000000010000000000000000', 'hex');
  control.writeUInt32BE(crc32(control.subarray(4, 16)), 16);
  return Buffer.concat([png.subarray(0, head), control, png.subarray(head)]);
}

/** The checksum of PNG (ISO/IEC 15948, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

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
