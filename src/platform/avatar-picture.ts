import { fileTypeFromBuffer } from 'file-type';
import sharp from 'sharp';
import { done, type Outcome, refused } from '../shared/outcome.ts';

export type AvatarProblem = 'too_large' | 'not_a_picture';

export const largestAvatarBytes = 5 * 1024 * 1024;
const mostPixels = 40e6;
const accepted = new Set(['image/png', 'image/jpeg', 'image/webp']);

/**
 * Makes the avatar of an uploaded file: 256×256 WebP, drawn anew, so that nothing but the picture is kept
 * (no place, no camera, no second file inside). Takes PNG, JPEG and WebP up to 5 MB and 40 megapixels; the
 * file's own bytes say what it is, not its name.
 */
export async function makeAvatar(file: Uint8Array): Promise<Outcome<Uint8Array, AvatarProblem>> {
  if (file.byteLength > largestAvatarBytes) return refused('too_large');
  const type = await fileTypeFromBuffer(file);
  if (!type || !accepted.has(type.mime)) return refused('not_a_picture');
  try {
    const picture = sharp(file, { limitInputPixels: mostPixels, failOn: 'error', animated: false })
      .autoOrient()
      .resize(256, 256, { fit: 'cover' })
      .webp({ quality: 82 })
      .timeout({ seconds: 5 });
    return done(await picture.toBuffer());
  } catch {
    // The bytes are the person's: whatever the decoder minds about them is theirs to mend.
    return refused('not_a_picture');
  }
}
