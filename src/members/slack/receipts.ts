import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Database } from '../../platform/database/database.ts';
import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { createPlans } from '../../platform/process/plans.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { isOpen } from '../../workspaces/receipt-rules.ts';
import type { AdminRequester } from '../rules.ts';
import { receiptFor } from '../use-cases/receipt.ts';
import { type Removed, removedModal } from './receipt-blocks.ts';

/** The dialogs in which admins see a receipt fill in. */
export interface ReceiptShows {
  /**
   * Shows in a modal what came of removing somebody, now and as tools are told. Several that are told meanwhile are shown
   * together: it is looked at often at first and then more and more seldom, for some minutes. Home has it as well.
   */
  show(
    client: WebClient,
    requester: AdminRequester,
    viewId: string,
    removed: Removed,
  ): Promise<void>;
  /** Resolves when nothing is shown any more, and nothing is after it. */
  stop(): Promise<void>;
}

/** Between the first two looks; each pause is twice the one before, up to the last. */
const [firstPauseMs, lastPauseMs] = [400, 120_000];

export function createReceiptShows(deps: {
  readonly database: Database;
  readonly log: Logger;
}): ReceiptShows {
  const plans = createPlans((error) => reportBackgroundFault(deps.log, error, { at: 'receipts' }));

  /** Whether it is to be looked at again, and what is shown now. */
  async function look(
    requester: AdminRequester,
    removed: Removed,
  ): Promise<{ view: ModalView; goesOn: boolean }> {
    const found = removed.entryId && (await receiptFor(deps, requester, removed.entryId));
    const shown = found?.ok ? found.value : undefined;
    const goesOn = shown !== undefined && isOpen(shown.receipt);
    return { view: removedModal(removed, shown), goesOn };
  }

  async function show(
    client: WebClient,
    requester: AdminRequester,
    viewId: string,
    { removed, before, pauseMs }: { removed: Removed; before?: ModalView; pauseMs: number },
  ): Promise<void> {
    const { view, goesOn } = await look(requester, removed);
    if (JSON.stringify(view) !== JSON.stringify(before)) await updateModal(client, viewId, view);
    if (!goesOn || pauseMs > lastPauseMs) return;
    const next = { removed, before: view, pauseMs: pauseMs * 2 };
    plans.plan(viewId, pauseMs, () => show(client, requester, viewId, next));
  }

  return {
    show: (client, requester, viewId, removed) =>
      show(client, requester, viewId, { removed, pauseMs: firstPauseMs }),
    stop: plans.stop,
  };
}
