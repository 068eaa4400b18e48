import { defaultChannels, defaultUsers, newState } from '../slack/cast.ts';
import { nextTs, type PretendChannel, type SlackState } from '../slack/state.ts';

const minute = 60_000;

/** What people have said before anybody comes: it tells a newcomer what to do. */
const talk = [
  ['C0GENERAL', 'U0MIA', 'Good morning! Ana from the design team starts on Monday.'],
  ['C0GENERAL', 'U0MIA', 'Could somebody add her to our workspace? It’s *ana@example.com*'],
  ['C0GENERAL', 'U0ADAM', 'Any admin can: type `/invite`, she gets an e-mail with her own link.'],
  ['C0RANDOM', 'U0GUS', 'Is there a link that I could just post here for everybody?'],
  ['C0RANDOM', 'U0OLGA', 'Better not: each link is for one person and works once.'],
  ['C0SECRET', 'U0OLGA', 'This channel is private, and the Invites app is not in it.'],
] as const;

function channelsOfSandbox(): PretendChannel[] {
  const everybody = defaultUsers.map((user) => user.id);
  const members: Record<string, string[]> = { C0RANDOM: everybody };
  const direct = everybody.flatMap((one, index) =>
    everybody.slice(index + 1).map((other) => ({
      id: `D0${one.slice(2)}${other.slice(2)}`,
      name: 'directmessage',
      isPrivate: true,
      members: [one, other],
    })),
  );
  const given = defaultChannels.map((channel) => ({
    ...channel,
    ...(members[channel.id] && { members: members[channel.id] ?? [] }),
  }));
  return [...given, ...direct];
}

/**
 * A team with a little life in it, which allowed the app what it asks for: where the sandbox begins,
 * and begins again.
 */
export function freshTeam(now: number, scopes: readonly string[]): SlackState {
  const state = newState({
    team: { id: 'T0SANDBOX', name: 'Juniper Studio', domain: 'juniper-studio' },
    scopes,
    users: defaultUsers.map((user) => ({ ...user, displayName: '' })),
    channels: channelsOfSandbox(),
  });
  for (const [index, [channel, user, text]] of talk.entries()) {
    const ts = nextTs(state, now - (talk.length - index) * 3 * minute);
    const rest = { byApp: false, links: [], unfurls: {} };
    state.messages.push({ channel, user, text, ts, ...rest });
  }
  return state;
}
