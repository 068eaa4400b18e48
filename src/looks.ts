import {
  type InstallationLookTimes,
  startInstallationLooks,
} from './install/slack/installation-looks.ts';
import type { UninstallDeps } from './install/use-cases/uninstall.ts';
import type { RemindDeps } from './invitations/use-cases/remind.ts';
import { startReminding } from './invitations/use-cases/reminding.ts';
import { type LookDeps, startMemberLooks } from './members/slack/looks.ts';
import { type SealingDeps, startSealingAnew } from './sign-in/use-cases/seal-anew.ts';

/** When the app looks. */
export interface LookTimes {
  /** How often it is seen which members are to be looked at in Slack; Infinity for never. */
  readonly lookEveryMs?: number;
  /** How often it is seen which reminders are due; Infinity for never. */
  readonly remindEveryMs?: number;
  /** When Slack is asked about installations; as usual when undefined. */
  readonly installationLooks?: InstallationLookTimes | 'never';
}

/** Whoever signs in is looked at so soon after. */
const usualLookMs = 5000;
/** Reminders aren't late by more. */
const usualRemindMs = 20_000;

/**
 * Sees what nobody tells: who is deactivated in Slack, which teams have removed the app, what comes due by itself, and
 * whether APP_SECRET is another.
 */
export function startLooks(
  deps: Omit<LookDeps, 'lookEveryMs'> &
    RemindDeps &
    UninstallDeps &
    SealingDeps & { readonly isByOauth: boolean },
  { lookEveryMs = usualLookMs, remindEveryMs = usualRemindMs, installationLooks }: LookTimes,
) {
  const looks = [
    startSealingAnew(deps),
    ...(lookEveryMs < Number.POSITIVE_INFINITY ? [startMemberLooks({ ...deps, lookEveryMs })] : []),
    ...(remindEveryMs < Number.POSITIVE_INFINITY
      ? [startReminding({ ...deps, remindEveryMs })]
      : []),
    ...(deps.isByOauth && installationLooks !== 'never'
      ? [startInstallationLooks(deps, installationLooks)]
      : []),
  ];
  return {
    async stop() {
      await Promise.all(looks.map((each) => each.stop()));
    },
  };
}
