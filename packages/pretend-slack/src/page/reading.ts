import type { Channel, Ephemeral, Message } from '../slack/state.ts';
import type { Sandbox } from './sandbox.ts';

/** Something said in a conversation, to all or to one. */
export type Said =
  | { kind: 'message'; ts: string; threadTs: string | undefined; message: Message }
  | { kind: 'ephemeral'; ts: string; threadTs: string | undefined; ephemeral: Ephemeral };

/** Everything that this person sees in a conversation, oldest first. */
export function saidIn(sandbox: Sandbox, person: string, channel: string): Said[] {
  const { slack } = sandbox;
  const said: Said[] = [
    ...slack.messages(channel).map((message): Said => {
      const isReply = message.threadTs !== undefined && message.threadTs !== message.ts;
      const threadTs = isReply ? message.threadTs : undefined;
      return { kind: 'message', ts: message.ts, threadTs, message };
    }),
    ...slack.ephemerals(person, channel).map((ephemeral): Said => {
      return { kind: 'ephemeral', ts: ephemeral.ts, threadTs: ephemeral.threadTs, ephemeral };
    }),
  ];
  return said.sort((a, b) => Number(a.ts) - Number(b.ts));
}

/** How much in a conversation this person has not seen. What they said themselves they know. */
export function unreadIn(sandbox: Sandbox, person: string, channel: string): number {
  const seen = Number(sandbox.memory.seen[person]?.[channel] ?? 0);
  return saidIn(sandbox, person, channel).filter(
    (one) => Number(one.ts) > seen && !(one.kind === 'message' && one.message.user === person),
  ).length;
}

/** Remembers that this person looks at a conversation now. */
export function markSeen(sandbox: Sandbox, person: string, channel: string): void {
  const newest = saidIn(sandbox, person, channel).at(-1)?.ts;
  if (newest === undefined || sandbox.memory.seen[person]?.[channel] === newest) return;
  sandbox.memory.seen[person] = { ...sandbox.memory.seen[person], [channel]: newest };
  sandbox.changed();
}

/** How many letters this person has not opened. */
export function unopenedLetters(sandbox: Sandbox, person: string): number {
  const opened = sandbox.memory.opened[person] ?? [];
  return sandbox.mailbox.letters.filter((letter) => !opened.includes(letter.number)).length;
}

/** The conversations that this person is in. */
export function channelsOf(sandbox: Sandbox, person: string): Channel[] {
  return sandbox.slack.state.channels.filter((channel) => channel.members.includes(person));
}
