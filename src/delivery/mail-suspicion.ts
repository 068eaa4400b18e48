import type { WorkspaceId } from '../shared/ids.ts';
import type { Ground } from './mail-failure.ts';
import { type Delivery, slotsPerChannel } from './rules.ts';

/** Enough where the server says in words that it is about us, and no other workspace can be hurt by it. */
const fewRefused = 3;

/**
 * Tells whose fault a refusal is that may be about us or about the recipient. It is about us when it meets several
 * recipients at several domains, of several workspaces where there are several, with nothing taken in between; of so
 * many more than are under way at the same moment, as none of these can be taken before the others, and never of a few.
 */
export function createSuspicion(now: () => number, atOnce: () => number) {
  const manyRefused = () => Math.max(slotsPerChannel, atOnce()) + 1;
  let takenAt = Number.NEGATIVE_INFINITY;
  const workspaces = new Set<WorkspaceId>();
  const refused = { inWords: createRefused(), all: createRefused() };

  function isAboutUs(): boolean {
    const hasOthers = workspaces.size > 1;
    return (
      refused.all.areMany(manyRefused(), hasOthers) ||
      refused.inWords.areMany(hasOthers ? manyRefused() : fewRefused, hasOthers)
    );
  }

  return {
    /** An email is about to be sent. */
    begin({ workspaceId }: Delivery): void {
      workspaces.add(workspaceId);
    },
    /** An email was taken. */
    taken(): void {
      takenAt = now();
      refused.inWords.clear();
      refused.all.clear();
    },
    about(delivery: Delivery, ground: Ground): 'us' | 'them' | 'unclear' {
      const isTakenSince = takenAt >= delivery.createdAt.getTime();
      // Refused once more after another was taken.
      if (ground !== 'words' && isTakenSince && delivery.attempts > 1) return 'them';
      refused.all.add(delivery);
      if (ground === 'words') refused.inWords.add(delivery);
      if (isAboutUs()) return 'us';
      if (ground === 'words') return 'unclear';
      return ground === 'refusal' || isTakenSince ? 'them' : 'unclear';
    },
    /** Whose emails were refused since the last one was taken, those at the end to whom it happened last. */
    refusedOf: (): readonly WorkspaceId[] => refused.all.workspaceIds(),
  };
}

/** Those who were refused, each once however often it is tried. */
function createRefused() {
  const recipients = new Set<string>();
  const domains = new Set<string>();
  const workspaces = new Set<WorkspaceId>();
  return {
    add({ recipient, workspaceId }: Delivery): void {
      const address = recipient.toLowerCase();
      recipients.add(address);
      domains.add(address.slice(address.lastIndexOf('@') + 1));
      // At the end, also when it stands there already.
      workspaces.delete(workspaceId);
      workspaces.add(workspaceId);
    },
    areMany(enough: number, ofSeveralWorkspaces: boolean): boolean {
      const isOfEnough = !ofSeveralWorkspaces || workspaces.size > 1;
      return recipients.size >= enough && domains.size > 1 && isOfEnough;
    },
    workspaceIds: () => [...workspaces],
    clear(): void {
      recipients.clear();
      domains.clear();
      workspaces.clear();
    },
  };
}
