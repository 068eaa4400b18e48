import type { Logger } from '../platform/process/logger.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { createPause, pauses } from './mail-pause.ts';
import type { MailTrouble } from './mail-trouble.ts';
import { troubleAdvice, troubleReason } from './texts.ts';

/** Is told whose emails met the trouble. */
export type TroubleListener = (workspaceIds: readonly WorkspaceId[]) => void;

/**
 * How long trouble must have lasted until people are told of it who don't look: longer than the processes that see
 * nothing of it take to look at the mail server once more, so that whichever sends the message knows of it, too.
 */
const lastingMs = 15 * 60_000;
/** How often they are thought of while it goes on; how often each is told is for whoever tells them. */
const thoughtOfEveryMs = 60 * 60_000;

export type GateState = ReturnType<typeof createGateState>;

/** Whether there is trouble, and who is to know. */
export function createGateState(log: Logger, now: () => number) {
  const listeners = new Set<TroubleListener>();
  const affected = new Set<WorkspaceId>();
  const pause = createPause(now);
  let trouble: MailTrouble | undefined;
  let isSuspected = false;
  const lasting = new Set<() => void>();
  let since = 0;
  let thoughtOfAt = Number.NEGATIVE_INFINITY;

  function tell(): void {
    for (const listener of listeners) listener([...affected]);
  }
  function open(): void {
    if (!trouble) return;
    trouble = undefined;
    pause.end();
    log.info('emails can be sent again');
    tell();
    affected.clear();
  }
  function setTrouble(found: MailTrouble): void {
    if (trouble?.kind !== found.kind) logTrouble(log, found);
    if (!trouble) since = now();
    trouble = found;
    tell();
  }
  return {
    pause,
    affected,
    tell,
    trouble: () => trouble,
    onChange: (listener: TroubleListener) => void listeners.add(listener),
    onLasting: (listener: () => void) => void lasting.add(listener),
    /** Thinks of those who are told when trouble lasts; called again and again. */
    thinkOfLasting(): void {
      if (!trouble || now() - since < lastingMs || now() - thoughtOfAt < thoughtOfEveryMs) return;
      thoughtOfAt = now();
      for (const listener of lasting) listener();
    },
    open,
    taken(): void {
      isSuspected = false;
      open();
    },
    shut(found: MailTrouble, { isCertain }: { isCertain: boolean }): void {
      const { unreachable, suspected, certain } = pauses;
      if (found.kind === 'unreachable') pause.lengthen(unreachable);
      else pause.lengthen(isCertain ? certain : suspected);
      setTrouble(found);
    },
    /** Too few have met it to stop all emails; whoever sets the app up needn't wait for more. */
    suspect(found: MailTrouble): void {
      if (!trouble && !isSuspected) logSuspicion(log, found);
      isSuspected = true;
    },
    silent(said: string): void {
      if (!trouble) setTrouble({ kind: 'no_answer', said, showsOnConnecting: true });
    },
    endSilence(): void {
      if (trouble?.kind === 'no_answer') open();
    },
  };
}

function logTrouble(log: Logger, found: MailTrouble): void {
  log.warn(
    { trouble: found.kind, said: found.said },
    `no email can be sent, as ${troubleReason(found)}: ${troubleAdvice(found)}`,
  );
}

function logSuspicion(log: Logger, found: MailTrouble): void {
  log.warn(
    { suspicion: found.kind, said: found.said },
    `an email was refused, and others may be, as ${troubleReason(found)}: ${troubleAdvice(found)}`,
  );
}
