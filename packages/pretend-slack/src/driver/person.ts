import type { HomeView } from '@slack/types';
import { optionsOf, placedElements } from '../slack/elements.ts';
import type { OpenView, PretendSlack } from '../slack/face.ts';
import type { Reply } from '../slack/requests.ts';
import type { Ephemeral, Message } from '../slack/state.ts';
import { fieldOf, linesOf, type Pressable, pressablesOf, rowAt, type Shown } from './reading.ts';

/** How long somebody waits for the app to show something; ms. */
const patienceMs = 10_000;

/** What somebody may see: the top modal, the app's Home tab, or what was said to them. */
export type Sight = 'modal' | 'home' | 'messages';

/** Somebody in Slack, who reads words and presses what they name. */
export interface Person {
  readonly id: string;
  /** Everything that they see there now, a line for each text. */
  reads(sight: Sight): string[];
  /** Waits until they see these words (all of them) there; gives all that they then see. */
  waitsFor(sight: Sight, words: string | readonly string[]): Promise<string[]>;
  /** Types into a conversation and presses Enter: a command, or a message for all to see. */
  types(text: string, where?: { channel?: string; threadTs?: string }): Promise<void>;
  /** Opens the app's Home tab, and waits until it shows something new. */
  opensHome(): Promise<HomeView>;
  /** Uses a global shortcut, by its callback_id. */
  uses(shortcut: string): Promise<Reply>;
  /** Presses a button or a menu's entry by its label; `of`: in the row with these words. */
  presses(label: string, where?: { in?: Sight; of?: string }): Promise<Reply>;
  /**
   * Fills in fields of the top modal by their labels (options, people and channels by their names, too; files as `ChosenFile`),
   * and submits it.
   */
  submits(fields?: Record<string, unknown>): Promise<Reply>;
  /** Searches in a select of the top modal or Home by its label; gives the texts of what the app offers. */
  searches(label: string, query: string): Promise<string[]>;
  closes(): Promise<void>;
}

/** A person of a pretend Slack's team. Whatever isn't there to be seen or pressed is an error that says what is. */
export function personIn(slack: PretendSlack, id: string): Person {
  const modal = (): OpenView => {
    const top = slack.modal(id);
    if (!top) throw new Error(`${id} has no modal open`);
    return top;
  };
  const reads = (sight: Sight) => seen(slack, id, sight).flatMap(({ shown }) => linesOf(shown));
  return {
    id,
    reads,
    waitsFor: (sight, words) =>
      slack
        .until(() => {
          const lines = reads(sight);
          const all = lines.join('\n');
          return [words].flat().every((each) => all.includes(each)) && lines;
        }, patienceMs)
        .catch(() => {
          throw new Error(`${id} waited for ${[words].flat().join(', ')} in: ${reads(sight)}`);
        }),
    async types(text, { channel, threadTs } = {}) {
      const [, command, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
      const to = channel ?? firstChannel(slack, id);
      if (command) await slack.command({ user: id, command, text: rest, channel: to });
      else await slack.post({ user: id, channel: to, text, ...(threadTs && { threadTs }) });
    },
    async opensHome() {
      const before = slack.openHomeView(id)?.hash;
      await slack.openHome(id);
      return await slack.until(() => {
        const home = slack.openHomeView(id);
        return home?.hash !== before && home?.view;
      }, patienceMs);
    },
    uses: (callbackId) => slack.shortcut({ user: id, callbackId }),
    presses: (label, where) => press(slack, id, label, where),
    submits(fields = {}) {
      const view = modal();
      const values = Object.entries(fields).map(([label, value]) => {
        const block = fieldOf(view, label);
        return [block, valueIn(slack, view, block, value)] as const;
      });
      return slack.submit({ user: id, values: Object.fromEntries(values) });
    },
    async searches(label, query) {
      const block = fieldOf(modal(), label);
      const [element] = placedElements(modal().view.blocks).filter((one) => one.blockId === block);
      const act = { user: id, actionId: element?.actionId ?? '', blockId: block, query };
      return (await slack.suggest({ ...act, in: 'modal' })).flatMap(({ text }) => linesOf(text));
    },
    closes: () => slack.close({ user: id }),
  };
}

/** Something that is there to be seen, and where a press in it happens. */
interface Seen {
  readonly shown: Shown;
  readonly where: string | { channel: string; ts: string };
}

function seen(slack: PretendSlack, user: string, sight: Sight): Seen[] {
  switch (sight) {
    case 'modal': {
      const top = slack.modal(user);
      return top ? [{ shown: top.view, where: 'modal' }] : [];
    }
    case 'home': {
      const home = slack.home(user);
      return home ? [{ shown: home, where: 'home' }] : [];
    }
    case 'messages':
      return said(slack, user);
  }
}

/** What was said to this person or where they are, newest first. */
function said(slack: PretendSlack, user: string): Seen[] {
  const mine = slack.state.channels.filter(({ members }) => members.includes(user));
  const messages = mine.flatMap(({ id }) => slack.messages(id));
  const all: (Message | Ephemeral)[] = [...messages, ...slack.ephemerals(user)];
  return all
    .sort((a, b) => Number(b.ts) - Number(a.ts))
    .map((one) => ({
      shown: { blocks: shownIn(one) },
      where: 'id' in one ? one.id : { channel: one.channel, ts: one.ts },
    }));
}

/** What stands in a message: its blocks or else its text, and what an app put below its links. */
function shownIn(message: Message | Ephemeral): readonly unknown[] {
  const { blocks, text } = message;
  const unfurls = 'unfurls' in message ? Object.values(message.unfurls) : [];
  const own = blocks ?? [{ type: 'section', text: { type: 'mrkdwn', text } }];
  return [...own, ...unfurls.flatMap((unfurl) => unfurl.blocks ?? [])];
}

function firstChannel(slack: PretendSlack, user: string): string {
  const first = slack.state.channels.find((one) => !one.isIm && one.members.includes(user));
  if (!first) throw new Error(`${user} is in no channel`);
  return first.id;
}

function press(
  slack: PretendSlack,
  user: string,
  label: string,
  { in: sight, of }: { in?: Sight; of?: string } = {},
): Promise<Reply> {
  const sights: readonly Sight[] = sight ? [sight] : ['modal', 'home', 'messages'];
  const all = sights.flatMap((each) => seen(slack, user, each));
  for (const { shown, where } of all) {
    if (of !== undefined && !linesOf(shown).join('\n').includes(of)) continue;
    const found = pressablesOf(of === undefined ? shown : rowAt(shown, of)).find(
      (one) => one.label === label,
    );
    if (!found) continue;
    const { blockId, actionId, value } = found;
    // A button needs no value.
    return slack.press({ user, blockId, actionId, ...(value && { value }), in: where });
  }
  const labels = all.flatMap(({ shown }) => pressablesOf(shown)).map((one: Pressable) => one.label);
  throw new Error(`${user} sees no ${label} to press, only: ${[...new Set(labels)].join(', ')}`);
}

/** What is meant by a word in a field: an option's, a person's or a channel's (`#general`) name stands for their value. */
function valueIn(slack: PretendSlack, view: OpenView, blockId: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => valueIn(slack, view, blockId, each));
  const [placed] = placedElements(view.view.blocks).filter((one) => one.blockId === blockId);
  if (typeof value !== 'string' || !placed) return value;
  const option = optionsOf(placed.element).find(({ text }) => linesOf(text)[0] === value);
  if (option) return option.value;
  const { users, channels } = slack.state;
  const type = String(placed.element.type);
  const isOfPeople = /users|conversations/.test(type);
  const person = isOfPeople && users.find(({ realName }) => realName === value);
  const isOfChannels = /channels|conversations/.test(type);
  const channel = isOfChannels && channels.find(({ name }) => `#${name}` === value);
  return (person || channel || { id: value }).id;
}
