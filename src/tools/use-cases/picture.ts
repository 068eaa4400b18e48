import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { bytesOfId, type MemberId, parseMemberId } from '../../shared/ids.ts';
import { picturePath, type ToolAccount } from '../rules.ts';
import { findPicture } from '../store.ts';

/** Of what the addresses of pictures are made. */
const purpose = 'picture address';

/**
 * Where tools find a member's picture, if they have one. Nobody can guess the address, and it is dead once they choose
 * another picture, take it away, or are removed.
 */
export function pictureUrl(
  { secrets, publicUrl }: { readonly secrets: Secrets; readonly publicUrl: string },
  { member: { id }, picturedAt }: ToolAccount,
): string | undefined {
  if (!picturedAt) return undefined;
  const code = secrets.sign(purpose, aboutPicture(id, picturedAt)).toString('base64url');
  return `${publicUrl}${picturePath}/${id}/${code}`;
}

/** The picture at such an address, as WebP. */
export async function findPictureAt(
  { database, secrets }: { readonly database: Database; readonly secrets: Secrets },
  given: { readonly memberId: string; readonly code: string },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const memberId = parseMemberId(given.memberId);
  const found = memberId && (await database.run((tx) => findPicture(tx, memberId)));
  if (!found) return undefined;
  const code = Buffer.from(given.code, 'base64url');
  return secrets.verify(purpose, aboutPicture(memberId, found.updatedAt), code)
    ? found.webp
    : undefined;
}

function aboutPicture(memberId: MemberId, picturedAt: Date): Uint8Array {
  return Buffer.concat([bytesOfId(memberId), Buffer.from(picturedAt.toISOString())]);
}
