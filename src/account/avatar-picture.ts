import { fileTypeFromBuffer } from 'file-type';
import { BusyError, createTurns } from '../platform/process/turns.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import { type AvatarProblem, largestAvatarBytes } from './rules.ts';

/**
 * By kind, how many pixels a picture may have. Phones make up to 50 megapixels, as JPEG, which is made smaller while it
 * is read; a PNG must be held whole when it is turned or interlaced, with 10 bytes for a pixel of 16 bits, and a JPEG
 * when it comes in several scans, as progressive ones do, with up to 8.
 */
const maxPixels = new Map([
  ['image/jpeg', 51e6],
  ['image/webp', 51e6],
  ['image/png', 24e6],
  ['image/apng', 24e6],
]);
const maxPixelsInScans = 24e6;
const heic = new Set(['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence']);

/** The library, loaded when the first picture comes. */
const library = async () => (await import('sharp')).default;

/** One picture of the worst kind takes 250 MB. */
const inTurn = createTurns({ maxAtOnce: 2, maxWaiting: 6 });

/**
 * Makes the avatar of an uploaded file: 256×256 WebP, drawn anew, so that nothing but the picture is kept
 * (no place, no camera, no second file inside). Takes PNG (of an animated one the first frame), JPEG and WebP of up
 * to 20 MB; the file's own bytes say what it is, not its name.
 */
export async function makeAvatar(file: Uint8Array): Promise<Outcome<Uint8Array, AvatarProblem>> {
  if (file.byteLength > largestAvatarBytes) return refused('too_large');
  const type = await fileTypeFromBuffer(file);
  if (type && heic.has(type.mime)) return refused('heic');
  const max = type && maxPixels.get(type.mime);
  if (max === undefined) return refused('not_a_picture');
  const sharp = await library();
  try {
    // Only its head is read: the limit is ours, so that whoever sent it is told which.
    const head = sharp(file, { limitInputPixels: false });
    const { width, height, isProgressive, format } = await head.metadata();
    const isInScans = format === 'jpeg' && isProgressive;
    if (width * height > (isInScans ? maxPixelsInScans : max)) return refused('too_many_pixels');
    return done(await inTurn(() => draw(file)));
  } catch (error) {
    // The bytes are the person's: whatever the decoder minds about them is theirs to mend.
    if (error instanceof BusyError) return refused('busy');
    return refused(/^timeout/.test(String((error as Error).message)) ? 'too_slow' : 'damaged');
  }
}

async function draw(file: Uint8Array): Promise<Uint8Array> {
  const sharp = await library();
  return await sharp(file, { failOn: 'error', animated: false })
    .autoOrient()
    .resize(256, 256, { fit: 'cover' })
    .webp({ quality: 82 })
    .timeout({ seconds: 10 })
    .toBuffer();
}
