import { type PersonRef, parsePersonRef } from '../invitations/person-rules.ts';
import type { ListPage } from '../shared/listing.ts';
import type { ListedEntry } from '../workspaces/audit-rules.ts';

/** Somebody whose activity is looked at: a member, whoever was invited, or an admin in Slack who has no account. */
export type ActivePerson = PersonRef | { readonly kind: 'slack'; readonly id: string };

/** Reads from outside who is meant; undefined when it is nobody. */
export function parseActivePerson(value: unknown): ActivePerson | undefined {
  const id = /^slack:([UW][A-Z0-9]{2,30})$/.exec(typeof value === 'string' ? value : '')?.[1];
  return id === undefined ? parsePersonRef(value) : { kind: 'slack', id };
}

/** How they are named in what comes back. */
export function activePersonText({ kind, id }: ActivePerson): string {
  return `${kind}:${id}`;
}

/** One page of who did what. */
export interface Activity {
  readonly page: ListPage<ListedEntry>;
  /** Whose it is. */
  readonly of: Named<ActivePerson> | undefined;
}

/** Somebody, with how they are called; undefined where nobody is there by now. */
interface Named<Person> {
  readonly person: Person;
  readonly name: string | undefined;
}

/** Somebody who did things as an admin in Slack, without an account. */
export interface SlackActor {
  readonly slackUserId: string;
  readonly name: string;
}

/** Why somebody can't have the activity as a file. */
export type DownloadRefusal = 'not_an_admin' | 'has_left';
