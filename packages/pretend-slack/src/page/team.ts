import type { Manifest } from '../manifest.ts';
import { type Cast, defaultChannels, defaultUsers, newState } from '../slack/cast.ts';
import { nextTs, type PretendChannel, type SlackState } from '../slack/state.ts';

const minute = 60_000;

/** Something that was said before anybody comes. */
export interface SaidBefore {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
}

/**
 * A team to try things out in: what was said in it before, and direct messages between all of its people.
 * `now` in milliseconds.
 */
export function lifelikeTeam(
  cast: Cast & { readonly said?: readonly SaidBefore[] },
  manifest: Manifest,
  now: number,
): SlackState {
  const { users = defaultUsers, channels = defaultChannels, said = [] } = cast;
  const all = [...channels, ...directBetween(users.map(({ id }) => id))];
  const state = newState({ ...cast, users, channels: all }, manifest);
  for (const [index, { channel, user, text }] of said.entries()) {
    const ts = nextTs(state, now - (said.length - index) * 3 * minute);
    const rest = { byApp: false, links: [], unfurls: {} };
    state.messages.push({ channel, user, text, ts, ...rest });
  }
  return state;
}

function directBetween(people: readonly string[]): PretendChannel[] {
  return people.flatMap((one, index) =>
    people.slice(index + 1).map((other) => ({
      id: `D0${one.slice(2)}${other.slice(2)}`,
      name: 'directmessage',
      isPrivate: true,
      members: [one, other],
    })),
  );
}
