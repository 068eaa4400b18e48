import type { WorkspaceId } from '../../shared/ids.ts';
import { freshTab, type OpenTab, refreshDueAt, refreshPauseMs } from '../refresh-rules.ts';

/** The open Home tabs of one process, and which of them are to be brought up to date. */
export interface Refreshes {
  /** Somebody's tab is about to show what is true: whatever changed before is in it. */
  showing(workspaceId: WorkspaceId, userId: string): void;
  /** Their tab is brought up to date unasked now; the next time comes after a pause. */
  refreshing(workspaceId: WorkspaceId, userId: string): void;
  /** When the next of the invitations that their tab shows expires. */
  expiresIn(workspaceId: WorkspaceId, userId: string, ms: number | undefined): void;
  /** Something has changed; tabs that are shown from now on show it. */
  changed(workspaceId: WorkspaceId): void;
  /** Whose tabs were shown since then; asked once. */
  shownSince(workspaceId: WorkspaceId): ReadonlySet<string>;
  /** Something has changed that their tab doesn't show. */
  outdated(workspaceId: WorkspaceId, userId: string): void;
  /** Their tab couldn't be shown: it is tried again after a pause, or at its turn once something else has changed. */
  failed(workspaceId: WorkspaceId, userId: string, pauseMs: number): void;
  /** Slack wants nothing from the team's app for a while. */
  pause(workspaceId: WorkspaceId, ms: number): void;
  isPaused(workspaceId: WorkspaceId): boolean;
  /** Whose tabs are due, by workspace. */
  due(): { workspaceId: WorkspaceId; userIds: string[] }[];
  /** In how many milliseconds the next is due; undefined when none is. */
  nextMs(): number | undefined;
}

/** Remembers open tabs, by the clock that `now` gives in milliseconds. */
export function createRefreshes(now: () => number): Refreshes {
  const tabs = new Map<WorkspaceId, Map<string, OpenTab>>();
  const pausedUntil = new Map<WorkspaceId, number>();
  const shown = new Map<WorkspaceId, Set<string>>();

  function change(workspaceId: WorkspaceId, userId: string, to: Partial<OpenTab>): void {
    const ofTeam = tabs.get(workspaceId) ?? new Map<string, OpenTab>();
    const tab = { ...(ofTeam.get(userId) ?? freshTab), ...to };
    // One that has nothing to wait for and has rested needs no remembering.
    const isAtRest = refreshDueAt(tab) === undefined && tab.refreshedAt + refreshPauseMs <= now();
    if (isAtRest) ofTeam.delete(userId);
    else ofTeam.set(userId, tab);
    if (ofTeam.size > 0) tabs.set(workspaceId, ofTeam);
    else tabs.delete(workspaceId);
  }

  function dueAt(workspaceId: WorkspaceId, tab: OpenTab): number | undefined {
    const at = refreshDueAt(tab);
    return at === undefined ? undefined : Math.max(at, pausedUntil.get(workspaceId) ?? at);
  }

  return {
    showing(workspaceId, userId) {
      shown.get(workspaceId)?.add(userId);
      const nothing = { changedAt: undefined, expiresAt: undefined, failedUntil: undefined };
      change(workspaceId, userId, nothing);
    },
    refreshing(workspaceId, userId) {
      change(workspaceId, userId, { refreshedAt: now() });
    },
    expiresIn(workspaceId, userId, ms) {
      change(workspaceId, userId, { expiresAt: ms === undefined ? undefined : now() + ms });
    },
    changed: (workspaceId) => void shown.set(workspaceId, new Set()),
    shownSince(workspaceId) {
      const since = shown.get(workspaceId) ?? new Set();
      shown.delete(workspaceId);
      return since;
    },
    outdated(workspaceId, userId) {
      const known = tabs.get(workspaceId)?.get(userId)?.changedAt;
      change(workspaceId, userId, { changedAt: known ?? now(), failedUntil: undefined });
    },
    failed(workspaceId, userId, pauseMs) {
      change(workspaceId, userId, { changedAt: now(), failedUntil: now() + pauseMs });
    },
    pause: (workspaceId, ms) => void pausedUntil.set(workspaceId, now() + ms),
    isPaused: (workspaceId) => (pausedUntil.get(workspaceId) ?? 0) > now(),
    due() {
      const isDue = (at: number | undefined) => at !== undefined && at <= now();
      const found = [...tabs].map(([workspaceId, ofTeam]) => {
        const ofThem = [...ofTeam].filter(([, tab]) => isDue(dueAt(workspaceId, tab)));
        return { workspaceId, userIds: ofThem.map(([userId]) => userId) };
      });
      return found.filter(({ userIds }) => userIds.length > 0);
    },
    nextMs() {
      const moments = [...tabs].flatMap(([workspaceId, ofTeam]) =>
        [...ofTeam.values()].flatMap((tab) => dueAt(workspaceId, tab) ?? []),
      );
      return moments.length > 0 ? Math.max(Math.min(...moments) - now(), 0) : undefined;
    },
  };
}
