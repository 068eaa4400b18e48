import { type AdminReader, admitSignedIn } from '../../members/api.ts';
import { actorName, auditPeopleOf, type Member } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import type { RowPlace } from '../../shared/listing.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import type { ListedEntry } from '../../workspaces/audit-rules.ts';
import { csvHead, csvRows } from '../csv-text.ts';
import type { ActivePerson } from '../rules.ts';
import { findActiveName, findActivityAfter } from '../store.ts';

interface DownloadDeps {
  readonly database: Database;
}

type Owner = Pick<Member, 'workspaceId' | 'id'>;

/** Whose activity an admin who is signed in can download: the name is undefined when it is nobody's. */
export async function lookAtDownload(
  { database }: DownloadDeps,
  member: Owner,
  person: ActivePerson | undefined,
): Promise<Outcome<{ name: string | undefined }, 'not_an_admin'>> {
  return await database.run(async (tx) => {
    const reader = await admitSignedIn(tx, member);
    if (!reader) return refused('not_an_admin');
    return done({ name: person && (await findActiveName(reader, person)) });
  });
}

/** A file that is read while it is sent. */
export interface Download {
  readonly now: Date;
  readonly parts: AsyncGenerator<string, void, undefined>;
}

/** Begins the download of all activity or of one person's, and records it. Nobody has none: it is an empty list. */
export async function download(
  { database }: DownloadDeps,
  member: Owner,
  person: ActivePerson | undefined,
): Promise<Outcome<Download, 'not_an_admin'>> {
  return await database.transaction(async (tx) => {
    const reader = await admitSignedIn(tx, member);
    if (!reader) return refused('not_an_admin');
    const name = person && (await findActiveName(reader, person));
    saveAuditEntry(tx, member.workspaceId, {
      actor: actorName(reader.actor),
      act: 'activity_downloaded',
      subject: person ? (name ?? 'nobody') : '',
      detail: {},
      by: auditPeopleOf(reader.actor),
    });
    return done({ now: tx.now, parts: parts(database, member, person) });
  });
}

const entriesAtOnce = 500;

/** The file, a part at a time, each read when it is wanted: by whoever may still see it then. */
async function* parts(
  database: Database,
  member: Owner,
  person: ActivePerson | undefined,
): AsyncGenerator<string, void, undefined> {
  yield csvHead;
  let last: RowPlace | undefined;
  do {
    const entries = await readNext(database, member, (reader) =>
      findActivityAfter(reader, person, last, entriesAtOnce),
    );
    if (entries.length > 0) yield csvRows(entries);
    const final = entries.length === entriesAtOnce ? entries.at(-1) : undefined;
    last = final && { at: final.at.getTime(), id: final.id };
  } while (last);
}

async function readNext(
  database: Database,
  member: Owner,
  read: (reader: AdminReader) => Promise<ListedEntry[]>,
): Promise<ListedEntry[]> {
  return await database.run(async (tx) => {
    const reader = await admitSignedIn(tx, member);
    // A file that ends here would look whole.
    if (!reader) throw new Error('the rights of whoever downloads the activity have ended');
    return await read(reader);
  });
}
