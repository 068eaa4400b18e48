import type { Logger } from '../platform/logger.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { Letter } from '../shared/letter.tsx';
import type { MailFailure } from './mail-failure.ts';
import { createPause, createSuspicion, pauses } from './mail-pause.ts';
import type { MailSender } from './mail-sender.ts';
import {
  endsOnConnecting,
  type MailTrouble,
  troubleAdvice,
  troubleReason,
} from './mail-trouble.ts';
import { type Delivery, DeliveryFailed, slotsPerChannel } from './rules.ts';

/** Is told whose e-mails met the trouble. */
type TroubleListener = (workspaceIds: readonly WorkspaceId[]) => void;

/** What stands before the mail server: one pause for all e-mails while none can leave. */
export interface MailGate {
  /** As the sender does; what it meets is noted for the others. */
  send(delivery: Delivery, letter: Letter, messageId: string): Promise<void>;
  /** How many more e-mails may be taken in hand now, beside so many that are. */
  places(inHand: number): number;
  /** Why no e-mail can leave; undefined while they can, as far as anybody knows. */
  trouble(): MailTrouble | undefined;
  /** Calls back whenever that or the number of places has changed. */
  onChange(listener: TroubleListener): void;
  close(): void;
}

export interface MailGateDeps {
  readonly mail: MailSender;
  readonly log: Logger;
  /** Milliseconds of the app's time. */
  readonly now: () => number;
}

/** Looks at the mail server at once, and opens when it can be used. */
export function createMailGate({ mail, log, now }: MailGateDeps): MailGate {
  const state = createState(log, now);
  const { pause } = state;
  const suspicion = createSuspicion(now);
  let isLooking = false;
  let isClosed = false;

  /** Whether it works again, or at all, without an e-mail at stake. */
  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const { isEncrypted } = await mail.look();
      if (!state.trouble()) log.info({ encrypted: isEncrypted }, 'the mail server is ready');
      state.open();
    } catch (error) {
      const { trouble, mayBeTrouble, reason } = failureOf(error);
      if (!isClosed) state.shut(trouble ?? mayBeTrouble ?? { kind: 'unreachable', said: reason });
    } finally {
      isLooking = false;
      state.tell();
    }
  }

  function note(delivery: Delivery, failure: MailFailure, isTrial: boolean): MailFailure {
    const { trouble: certain, mayBeTrouble, answered } = failure;
    const found = certain ?? mayBeTrouble;
    const about = certain ? 'us' : mayBeTrouble ? suspicion.about(delivery) : 'them';
    if (!found || about === 'them') {
      if (answered) state.open();
      return failure;
    }
    state.affected.add(delivery.workspaceId);
    // Those that were on their way when it began meet it, too.
    if (isTrial || (about === 'us' && !state.trouble())) state.shut(found);
    // Where it is certain, the gate keeps it waiting from then on.
    const retryAfterMs = certain && pauses.unreachable.first;
    return { ...failure, permanent: false, retryAfterMs };
  }

  void look();
  return {
    async send(delivery, letter, messageId) {
      // While there is trouble, one e-mail after each pause tries whether it is over.
      const isTrial = state.trouble() !== undefined;
      if (isTrial) pause.again();
      try {
        await mail.send(delivery.recipient, letter, messageId);
      } catch (error) {
        throw new DeliveryFailed(note(delivery, failureOf(error), isTrial), { cause: error });
      }
      suspicion.taken();
      state.open();
    },
    places(inHand) {
      const trouble = state.trouble();
      const free = slotsPerChannel - inHand;
      if (isLooking || !pause.isOver()) return 0;
      if (!trouble) return free;
      if (!endsOnConnecting(trouble)) return Math.min(free, 1);
      void look();
      return 0;
    },
    trouble: state.trouble,
    onChange: state.onChange,
    close() {
      isClosed = true;
      mail.close();
    },
  };
}

/** Whether there is trouble, and who is to know. */
function createState(log: Logger, now: () => number) {
  const listeners = new Set<TroubleListener>();
  const affected = new Set<WorkspaceId>();
  const pause = createPause(now);
  let trouble: MailTrouble | undefined;

  function tell(): void {
    for (const listener of listeners) listener([...affected]);
  }
  return {
    pause,
    affected,
    tell,
    trouble: () => trouble,
    onChange: (listener: TroubleListener) => void listeners.add(listener),
    open(): void {
      if (!trouble) return;
      trouble = undefined;
      pause.end();
      log.info('e-mails can be sent again');
      tell();
      affected.clear();
    },
    shut(found: MailTrouble): void {
      pause.lengthen(found.kind);
      if (trouble?.kind !== found.kind) logTrouble(log, found);
      trouble = found;
      tell();
    },
  };
}

/** A gate where there is no mail server: all goes to the sender, which refuses it. */
export function openMailGate(mail: MailSender): MailGate {
  return {
    send: (delivery, letter, messageId) => mail.send(delivery.recipient, letter, messageId),
    places: (inHand) => slotsPerChannel - inHand,
    trouble: () => undefined,
    onChange: () => undefined,
    close: () => mail.close(),
  };
}

function logTrouble(log: Logger, found: MailTrouble): void {
  log.warn(
    { trouble: found.kind, said: found.said },
    `no e-mail can be sent, as ${troubleReason(found)}: ${troubleAdvice(found)}`,
  );
}

/** What the sender says; any other error is a fault of ours. */
function failureOf(error: unknown): MailFailure {
  if (error instanceof DeliveryFailed) return error.failure;
  throw error;
}
