import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OpenPage, openPage, placeOn } from '../support/open-page.ts';
import { drawInput } from '../support/surface.tsx';

let page: OpenPage;
let place: string;
beforeEach(async () => {
  page = await openPage();
  await page.post('/sandbox/say', { channel: 'C0GENERAL', back: '/', text: '/import' });
  await page.settled();
  place = placeOn(await page.see('/'), 'modal');
});
afterEach(() => page.stop());

const field = 'in/list/it';
const aFile = (name: string, text = 'ana@example.com') => new File([text], name);

/** Sends the modal as a browser does, in parts. */
function submit(...chosen: (string | File)[]): Promise<Response> {
  const parts = new FormData();
  for (const [name, value] of Object.entries({ place, back: '/', do: 'submit' })) {
    parts.append(name, value);
  }
  for (const one of chosen) parts.append(field, one);
  return page.postParts('/sandbox/act', parts);
}

it('draws a file input in a form that sends files', async () => {
  const html = await page.see('/');
  expect(html).toMatch(/<form [^>]*action="\/sandbox\/act"[^>]*enctype="multipart\/form-data"/);
  const [input] = /<input [^>]*type="file"[^>]*>/.exec(html) ?? [];
  expect(input).toContain(`name="${field}" multiple="" accept=".csv,.txt"`);
  expect(drawInput({ type: 'file_input', max_files: 1 })).not.toContain('multiple');
});

it('sends what was chosen', async () => {
  expect((await submit(aFile('new.csv'), aFile('old.csv', 'x'))).status).toBe(303);
  expect(page.told).toMatchObject([
    {
      submitted: {
        list: {
          it: {
            files: [
              { name: 'new.csv', size: 15 },
              { name: 'old.csv', size: 1 },
            ],
          },
        },
      },
    },
  ]);
});

it('says what Slack’s client says, and keeps the files that are there already', async () => {
  await submit(aFile('1.csv'), aFile('2.csv'), aFile('3.csv'));
  const html = await page.see('/');
  expect(html).toContain('Choose no more than 2 files.');
  const kept = [...html.matchAll(/name="in\/list\/it" value="(F\w+)" checked=""/g)];
  const ids = kept.map(([, id = '']) => id);
  expect(ids).toHaveLength(3);
  await submit(...ids.slice(0, 1), aFile('4.csv'));
  expect(page.told).toMatchObject([
    { submitted: { list: { it: { files: [{ name: '1.csv' }, { name: '4.csv' }] } } } },
  ]);
});

it('offers no file again that was too large', async () => {
  await submit(aFile('big.csv', 'x'.repeat(10 * 1024 * 1024 + 1)));
  const html = await page.see('/');
  expect(html).toContain('big.csv is larger than 10 MB.');
  expect(html).not.toContain('type="checkbox" name="in/list/it"');
  await submit(new File([], ''));
  expect(await page.see('/')).toContain('Complete this required field.');
});

it('lets one try the app without what whoever installs it may leave out', async () => {
  const flip = () => page.post('/sandbox/permissions', { scope: 'files:read', back: '/' });
  expect(await page.see('/')).toContain('value="files:read" aria-checked="true"');
  await flip();
  expect(page.slack.state.scopes).not.toContain('files:read');
  expect(await page.see('/')).toMatch(/1 left out.*value="files:read" aria-checked="false"/);
  await flip();
  await page.post('/sandbox/permissions', { scope: 'commands', back: '/' });
  expect(page.slack.state.scopes).toEqual(expect.arrayContaining(['files:read', 'commands']));
});
