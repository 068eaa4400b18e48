import type { WorkspaceId } from '../shared/ids.ts';
import type { Letter } from '../shared/letter.tsx';
import type { MailFailure } from './mail-failure.ts';
import { createGateState, type TroubleListener } from './mail-gate-state.ts';
import { createLooks, failureOf, type MailGateDeps, silenceMs } from './mail-looks.ts';
import { pauses } from './mail-pause.ts';
import type { MailSender } from './mail-sender.ts';
import { createSuspicion } from './mail-suspicion.ts';
import type { MailTrouble } from './mail-trouble.ts';
import { type Delivery, DeliveryFailed } from './rules.ts';

/** What stands before the mail server: one pause for all emails while none can leave. */
export interface MailGate {
  /** As the sender does; what it meets is noted for the others. */
  send(delivery: Delivery, letter: Letter, messageId: string): Promise<void>;
  /** How many emails are on their way at most. */
  readonly slots: number;
  /** How many more emails may be taken in hand now, beside so many that are. */
  places(inHand: number): number;
  /**
   * Whose emails go behind all others now, in this order, as they were refused while it isn't clear whether any can
   * leave: what is wrong with them must not keep the others waiting. Undefined when nothing is in doubt.
   */
  behind(): readonly WorkspaceId[] | undefined;
  /** Why no email can leave; undefined while they can, as far as anybody knows. */
  trouble(): MailTrouble | undefined;
  /** Calls back whenever that or the number of places has changed. */
  onChange(listener: TroubleListener): void;
  /** Calls back when there has been trouble for a while, and from time to time as long as it lasts. */
  onLasting(listener: () => void): void;
  /** Whether the mail server has been heard of, so that `trouble` tells something. */
  isKnown(): boolean;
  close(): void;
}

/** Looks at the mail server at once, and opens when it can be used. */
export function createMailGate({ mail, log, now }: MailGateDeps): MailGate {
  const state = createGateState(log, now);
  const { pause } = state;
  const suspicion = createSuspicion(now, mail.connectionsNow);
  const looks = createLooks({ mail, log, now }, state);

  function note(delivery: Delivery, failure: MailFailure, isTrial: boolean): MailFailure {
    const { trouble: certain, mayBeTrouble, answered } = failure;
    const found = certain ?? mayBeTrouble;
    const perhaps = mayBeTrouble && suspicion.about(delivery, mayBeTrouble.ground);
    const about = certain ? 'us' : (perhaps ?? 'them');
    if (answered) looks.answered();
    if (!found || about === 'them') {
      if (answered) state.open();
      return failure;
    }
    state.affected.add(delivery.workspaceId);
    // Those that were on their way when it began meet it, too.
    if (isTrial || (about === 'us' && !state.trouble())) {
      state.shut(found, { isCertain: certain !== undefined });
    } else if (mayBeTrouble?.ground === 'words') state.suspect(mayBeTrouble);
    // Where it is certain, the gate keeps it waiting from then on.
    const retryAfterMs = certain && pauses.unreachable.first;
    return { ...failure, permanent: false, retryAfterMs };
  }

  looks.atStart();
  return {
    slots: mail.connections,
    async send(delivery, letter, messageId) {
      suspicion.begin(delivery);
      // While there is trouble, one email after each pause tries whether it is over.
      const isTrial = state.trouble() !== undefined;
      if (isTrial) pause.again();
      const watch = setInterval(looks.whileWaiting, silenceMs);
      watch.unref();
      try {
        await mail.send(delivery.recipient, letter, messageId);
      } catch (error) {
        throw new DeliveryFailed(note(delivery, failureOf(error), isTrial), { cause: error });
      } finally {
        clearInterval(watch);
      }
      suspicion.taken();
      looks.answered();
      state.taken();
    },
    places(inHand) {
      looks.whileCalm();
      state.thinkOfLasting();
      const trouble = state.trouble();
      const free = mail.connectionsNow() - inHand;
      if (looks.isAwaited() || !pause.isOver()) return 0;
      if (!trouble) return free;
      if (!trouble.showsOnConnecting) return Math.min(free, 1);
      looks.again();
      return 0;
    },
    behind() {
      const refused = suspicion.refusedOf();
      return state.trouble() || refused.length > 0 ? refused : undefined;
    },
    trouble: state.trouble,
    onChange: state.onChange,
    onLasting: state.onLasting,
    isKnown: looks.isKnown,
    close() {
      looks.close();
      mail.close();
    },
  };
}

/** A gate where there is no mail server: all goes to the sender, which refuses it. */
export function openMailGate(mail: MailSender): MailGate {
  return {
    slots: mail.connections,
    send: (delivery, letter, messageId) => mail.send(delivery.recipient, letter, messageId),
    places: (inHand) => mail.connectionsNow() - inHand,
    behind: () => undefined,
    trouble: () => undefined,
    onChange: () => undefined,
    onLasting: () => undefined,
    isKnown: () => true,
    close: () => mail.close(),
  };
}
