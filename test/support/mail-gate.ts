import type { MailFailure } from '../../src/delivery/mail-failure.ts';
import { createMailGate, type MailGate } from '../../src/delivery/mail-gate.ts';
import type { MailSender } from '../../src/delivery/mail-sender.ts';
import { type Delivery, DeliveryFailed } from '../../src/delivery/rules.ts';
import { createLogger } from '../../src/platform/process/logger.ts';

export const second = 1000;
export const minute = 60 * second;
const letter = { subject: 's', text: 't', html: '<p>t</p>' };

/** A gate before a mail server that says what it is told to. */
export interface GateWorld {
  readonly gate: MailGate;
  /** The app's time; it stands still by itself. */
  now: number;
  /** What the mail server says to the next ones: nothing (taken), or this. */
  answer: MailFailure | undefined;
  /** Whether the next ones wait for its answer. */
  isSilent: boolean;
  /** How often it was looked at. */
  looks: number;
  /** To whom something was sent, taken or not. */
  readonly sent: readonly string[];
  send(
    recipient: string,
    more?: { createdAt?: Date; workspaceId?: string; attempts?: number },
  ): Promise<MailFailure | 'sent'>;
  /** Ends the silence for those who wait, too. */
  breakSilence(): void;
  /** The warnings in the log. */
  warnings(): string[];
}

type Start = Partial<Pick<GateWorld, 'answer' | 'isSilent'>> & { connections?: number };

/** Starts it with a mail server that is as told from the first look on. */
export function startGateWorld({ connections = 5, ...from }: Start = {}): GateWorld {
  const lines: string[] = [];
  const sent: string[] = [];
  const waiting: (() => void)[] = [];
  const say = async (): Promise<void> => {
    if (world.isSilent) await new Promise<void>((resolve) => waiting.push(resolve));
    if (world.answer) throw new DeliveryFailed(world.answer);
  };
  const mail: MailSender = {
    connections,
    connectionsNow: () => connections,
    async send(to) {
      sent.push(to);
      await say();
    },
    async look() {
      world.looks += 1;
      await say();
      return { isEncrypted: true, takesUtf8: true };
    },
    close: () => undefined,
  };
  const log = createLogger({ level: 'info', sink: { write: (line) => void lines.push(line) } });
  const world = {
    now: 1_000_000,
    answer: undefined,
    isSilent: false,
    looks: 0,
    ...from,
  } as GateWorld;
  const gate = createMailGate({ mail, log, now: () => world.now });
  return Object.assign(world, {
    gate,
    sent,
    send: (
      recipient,
      { createdAt = new Date(world.now + 1), workspaceId = 'w', attempts = 1 } = {},
    ) =>
      gate
        .send(
          { recipient, createdAt, workspaceId, attempts } as unknown as Delivery,
          letter,
          '<1@x>',
        )
        .then(
          () => 'sent' as const,
          (error: DeliveryFailed) => error.failure,
        ),
    breakSilence() {
      world.isSilent = false;
      for (const each of waiting.splice(0)) each();
    },
    warnings: () => lines.filter((line) => line.includes('"level":40')),
  } satisfies Partial<GateWorld>);
}

/** Trouble for certain. */
export function failing(kind: 'sign_in' | 'relay' | 'unreachable'): MailFailure {
  const showsOnConnecting = kind !== 'relay';
  return { reason: 'no', permanent: false, trouble: { kind, said: '535 no', showsOnConnecting } };
}

/** A refusal of a recipient that may be about us, on some ground. */
export function refusing(ground: 'words' | 'policy' | 'refusal'): MailFailure {
  const said = '550 no';
  return {
    reason: said,
    permanent: ground !== 'words',
    answered: true,
    mayBeTrouble: { kind: 'relay', said, ground, showsOnConnecting: false },
  };
}
