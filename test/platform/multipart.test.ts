import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundaryOf, takeFilesOut } from '../../src/platform/web/multipart.ts';

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; boundary="a b"', 'a b'],
  ['Multipart/Form-Data; charset=utf-8; Boundary=abc', 'abc'],
  ['multipart/form-data', undefined],
  ['multipart/form-data; boundary=', undefined],
  ["multipart/form-data; boundary=aZ09'()+_,-./:=?", "aZ09'()+_,-./:=?"],
  [`multipart/form-data; boundary=${'a'.repeat(70)}`, 'a'.repeat(70)],
  [`multipart/form-data; boundary=${'a'.repeat(71)}`, undefined],
  [`multipart/form-data; boundary="${'a'.repeat(71)}"`, undefined],
  ['multipart/form-data; boundary="a "', undefined],
  ['multipart/form-data; boundary=a*b', undefined],
  ['multipart/form-data; boundary="a\\b"', undefined],
  ['multipart/form-data; boundary=\u00e4', undefined],
  ['application/x-www-form-urlencoded; boundary=abc', undefined],
])('the boundary of %s is %s', (type, boundary) => {
  expect(boundaryOf(type)).toBe(boundary);
});

/** A form as it is sent: its boundary and its bytes. */
async function sent(form: FormData): Promise<{ type: string; body: Buffer }> {
  const request = new Response(form);
  const type = request.headers.get('content-type') ?? '';
  return { type, body: Buffer.from(await request.arrayBuffer()) };
}

async function read(type: string, body: Uint8Array<ArrayBuffer>): Promise<FormData> {
  return await new Response(body, { headers: { 'content-type': type } }).formData();
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .constantFrom('\r\n\r\n', '\r\n--', '--', 'filename="x"\r\n\r\n', '\r\n------formdata-undici')
    .map((text) => new Uint8Array(Buffer.from(text))),
);
const part = fc.oneof(
  fc.record({ text: fc.string({ maxLength: 50 }) }),
  fc.record({ file: content, name: fc.constantFrom('', 'a.png', 'filename="b".png') }),
);

test('files come out whole, and what is left is the same form', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const form = new FormData();
      for (const [index, each] of parts.entries()) {
        if ('text' in each) form.set(`field${index}`, each.text);
        else form.set(`field${index}`, new File([new Uint8Array(each.file)], each.name));
      }
      const { type, body } = await sent(form);

      const taken = takeFilesOut(body, boundaryOf(type) ?? '', 50, false);

      const whole = await read(type, new Uint8Array(body));
      const small = await read(type, taken.form);
      expect([...small.keys()]).toEqual([...whole.keys()]);
      for (const [name, value] of whole) {
        const left = small.get(name);
        if (typeof value === 'string' || typeof left === 'string' || !left) {
          expect(left).toBe(value);
          continue;
        }
        const bytes = taken.files[Number(await left.text())];
        expect(bytes).toEqual(Buffer.from(await value.arrayBuffer()));
        expect(left.name).toBe(value.name);
      }
    }),
    { numRuns: 200, seed: 12 },
  );
});

test('of a form that is cut off in its file, the fields before it can be read', async () => {
  const form = new FormData();
  form.set('displayName', 'Ana');
  form.set('avatar', new File([new Uint8Array(5000)], 'a.png'));
  const { type, body } = await sent(form);

  const taken = takeFilesOut(body.subarray(0, 3000), boundaryOf(type) ?? '', 50, true);

  const small = await read(type, taken.form);
  expect(small.get('displayName')).toBe('Ana');
  expect(small.get('avatar')).toBeInstanceOf(File);
});

test('looks at not many more parts than asked', () => {
  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n';
  const body = Buffer.from(`${part.repeat(10_000)}--b--\r\n`);
  expect(takeFilesOut(body, 'b', 50, false).parts).toBe(51);
});
