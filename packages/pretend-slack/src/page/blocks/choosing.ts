import { isDirect, offeredConversations, offeredPeople } from '../../slack/conversation-choices.ts';
import type { Channel, Json, PretendUser, SlackState } from '../../slack/state.ts';
import type { Choice } from '../script-data.ts';

/** An option of the app's as a choice. */
export function choiceOf(option: Json, group?: string): Choice {
  const { text, value, description } = option as {
    text: { text: string };
    value: string;
    description?: { text: string };
  };
  return {
    value,
    text: text.text,
    ...(description && { description: description.text }),
    ...(group !== undefined && { group }),
  };
}

/** Everything that a select menu offers, save what only the app knows. */
export function offeredChoices(element: Json, slack: SlackState, viewer: string): Choice[] {
  const type = String(element.type);
  if (type.includes('static')) return staticChoices(element);
  if (type.includes('users')) return people(slack);
  if (type.includes('external')) return [];
  return [
    ...offeredConversations(element, slack, viewer).map((channel) => ({
      value: channel.id,
      text: channelTitle(channel, slack, viewer),
    })),
    ...offeredPeople(element, slack, viewer).map(personChoice),
  ];
}

function staticChoices(element: Json): Choice[] {
  const groups = (element.option_groups ?? []) as { label: { text: string }; options: Json[] }[];
  const options = (element.options ?? []) as Json[];
  return [
    ...options.map((option) => choiceOf(option)),
    ...groups.flatMap(({ label, options: grouped }) =>
      grouped.map((option) => choiceOf(option, label.text)),
    ),
  ];
}

function people({ users, team }: SlackState): Choice[] {
  return users
    .filter((user) => !user.deleted && !user.isBot && user.id !== 'USLACKBOT')
    .filter((user) => user.teamId === undefined || user.teamId === team.id)
    .map(personChoice);
}

function personChoice(user: PretendUser): Choice {
  return { value: user.id, text: user.realName, description: `@${user.name}` };
}

/** What a conversation is called by this person. */
export function channelTitle(channel: Channel, slack: SlackState, viewer: string): string {
  if (channel.isIm) return slack.app.name;
  if (!isDirect(channel)) return `#${channel.name}`;
  return otherPerson(channel, slack, viewer)?.realName ?? channel.name;
}

/** With whom these direct messages are. */
export function otherPerson(
  channel: Channel,
  slack: SlackState,
  viewer: string,
): PretendUser | undefined {
  const id = channel.members.find((member) => member !== viewer);
  return slack.users.find((user) => user.id === id);
}
