import type { Config } from './config.ts';
import { createMailGate, type MailGate, openMailGate } from './delivery/mail-gate.ts';
import { createMailSender } from './delivery/mail-sender.ts';
import type { ResultsDeps } from './delivery/results.ts';
import type { Delivery, DeliveryResult } from './delivery/rules.ts';
import type { HomePublisher } from './home/slack/publisher.ts';
import { homeNotices, tellOfMailTrouble } from './home/use-cases/mail-trouble.ts';
import { importNotices } from './imports/use-cases/prepare-notices.ts';
import { gatherJoined } from './imports/use-cases/tell-joined.ts';
import { workspaceNotices } from './install/use-cases/install.ts';
import { whileInstalled } from './install/use-cases/uninstall.ts';
import { inviteEmailNotice, joinedDmNotice, reminderEmailNotice } from './invitations/rules.ts';
import { invitationNotices } from './invitations/use-cases/prepare-notices.ts';
import { tellInviter } from './invitations/use-cases/undelivered.ts';
import { memberNotices } from './members/use-cases/deactivation.ts';
import type { Database } from './platform/database/database.ts';
import { reportBackgroundFault } from './platform/process/error-boundary.ts';
import type { Logger } from './platform/process/logger.ts';
import { askedDmNotice, reminderDmNotice } from './requests/rules.ts';
import { requestNotices } from './requests/use-cases/prepare-notices.ts';
import { noteCopy, tellAdminsInstead } from './requests/use-cases/steps.ts';
import type { Clock } from './shared/clock.ts';
import { accountNotices } from './sign-in/use-cases/prepare-notices.ts';
import { signOutNotice } from './tools/rules.ts';
import { noteTold } from './tools/use-cases/end.ts';
import { toolNotices } from './tools/use-cases/prepare-notices.ts';

/** The app's time, in milliseconds, for telling how long ago something was: nobody sets it back. */
export const nowOf = (clock: Clock) => () =>
  performance.timeOrigin + performance.now() + clock.shiftMs;

/** The way to the mail server, if there is one. */
export function createMail(config: Config, log: Logger, clock: Clock): MailGate {
  const mail = createMailSender(config.mail, new URL(config.publicUrl).hostname);
  return config.mail ? createMailGate({ mail, log, now: nowOf(clock) }) : openMailGate(mail);
}

/** Whether emails can leave, for whoever watches the app. */
export function emailState(config: Config, mail: Pick<MailGate, 'trouble'>) {
  return () => (config.mail ? (mail.trouble()?.kind ?? 'ok') : 'off');
}

type NoticeDeps = Parameters<typeof workspaceNotices>[0] &
  Parameters<typeof homeNotices>[0] &
  Parameters<typeof invitationNotices>[0] &
  Parameters<typeof toolNotices>[0] &
  Parameters<typeof accountNotices>[0] & { readonly isByOauth: boolean };

/** Each email and direct message by name, and how it is written. */
export function noticesOf(deps: NoticeDeps) {
  const { [joinedDmNotice]: tellOne, ...ofInvitations } = invitationNotices(deps);
  const ofTeams = {
    ...workspaceNotices(deps),
    ...memberNotices(deps.database),
    ...ofInvitations,
    ...importNotices(deps.database),
    ...requestNotices(deps.database),
    [joinedDmNotice]: gatherJoined(deps.database, tellOne),
    ...homeNotices(deps),
  };
  return {
    ...(deps.isByOauth ? whileInstalled(deps.database, ofTeams) : ofTeams),
    // People sign in as long as their account is there, so what concerns it reaches them.
    ...accountNotices(deps),
    ...toolNotices(deps),
  };
}

/** What else happens, in the same transaction, when something was sent or has failed for good; by the notice. */
export function outcomesOf(
  deps: Parameters<typeof tellInviter>[1],
): Pick<ResultsDeps, 'whenFailed' | 'whenPosted' | 'whenTried'> {
  return {
    whenFailed: {
      [inviteEmailNotice]: (tx, delivery) => tellInviter(tx, deps, delivery),
      [reminderEmailNotice]: (tx, delivery) => tellInviter(tx, deps, delivery),
      [askedDmNotice]: tellAdminsInstead,
      [reminderDmNotice]: tellAdminsInstead,
    },
    whenPosted: { [askedDmNotice]: noteCopy, [reminderDmNotice]: noteCopy },
    whenTried: { [signOutNotice]: noteTold },
  };
}

/** Whether emails can leave stands on top of Home; admins who don't look there are told when it lasts. */
export function showTrouble(
  mail: MailGate,
  { home, database, log }: { home: HomePublisher; database: Database; log: Logger },
): void {
  mail.onChange((affected) => affected.forEach((workspaceId) => void home.changed(workspaceId)));
  mail.onLasting(() => {
    tellOfMailTrouble(database).catch((error: unknown) =>
      reportBackgroundFault(log, error, { at: 'mail' }),
    );
  });
}

const shownInHome: ReadonlySet<string> = new Set([
  inviteEmailNotice,
  reminderEmailNotice,
  signOutNotice,
]);

/** Counts it; how the email with the link fares stands in each row of Home, and how tools are told on receipts there. */
export function noteAttempt(
  { home, countAttempt }: { home: HomePublisher; countAttempt: (result: string) => void },
  { workspaceId, notice }: Delivery,
  { state }: DeliveryResult,
): void {
  countAttempt(state);
  if (shownInHome.has(notice)) home.changed(workspaceId);
}
