import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeeper, readKept } from '../../src/page/keep-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keep-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('what is kept', () => {
  it('is there again, as of the last change', async () => {
    let value = 1;
    const keeper = createKeeper(folder, 'kept.json', () => ({ value }));
    keeper.changed();
    value = 2;
    keeper.flush();
    expect(readKept(folder, 'kept.json')).toEqual({ value: 2 });
    expect(await readdir(folder)).toEqual(['kept.json']);
  });

  it('is nothing when there is none, or when another program wrote there', async () => {
    expect(readKept(folder, 'kept.json')).toBeUndefined();
    await writeFile(join(folder, 'kept.json'), '{ half');
    expect(readKept(folder, 'kept.json')).toBeUndefined();
  });
});
