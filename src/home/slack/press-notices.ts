import type { Plans } from '../../platform/process/plans.ts';

/** How long a sentence on what came of a press is of use. */
const noticeMs = 60_000;

/** The sentences on top of Home tabs, on what came of the last press. */
export interface PressNotices {
  of(tab: string): string | undefined;
  /** It stays on top for a while, though the tab is brought up to date below it; the one before goes. */
  pressed(tab: string, notice: string | undefined): void;
}

export function createPressNotices(plans: Plans): PressNotices {
  const notices = new Map<string, string>();
  return {
    of: (tab) => notices.get(tab),
    pressed(tab, notice) {
      notices.delete(tab);
      if (notice === undefined) return;
      notices.set(tab, notice);
      plans.plan(`notice:${tab}`, noticeMs, async () => void notices.delete(tab));
    },
  };
}
