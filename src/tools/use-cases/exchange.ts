import type { Database } from '../../platform/database/database.ts';
import type { NewEntry } from '../entry-store.ts';
import {
  claimExchange,
  type Exchange,
  holdAccess,
  noteSignIn,
  savingTokens,
} from '../exchange-store.ts';

/**
 * Uses a code or refresh token up and keeps the tokens that it is exchanged for, all of it or nothing; false when it is
 * used up already, or they lost the tool in this very moment.
 */
export async function exchange(
  { database, isByOauth }: { readonly database: Database; readonly isByOauth: boolean },
  of: Exchange,
  tokens: readonly NewEntry[],
): Promise<boolean> {
  const given = await database.writeAtOnce(
    (tx) => {
      const { sid } = of;
      tx.defer(savingTokens(of, tokens, tx.now));
      if (sid) tx.defer(noteSignIn({ ...of, sid }, tx.now));
      return true;
    },
    {
      hold: holdAccess(of),
      claim: (now) => claimExchange(of, now, { isByOauth }),
      // Of many that try at the same moment, one at a time has a connection.
      queue: `exchange ${Buffer.from(of.entryId).toString('hex')}`,
    },
  );
  return given ?? false;
}
