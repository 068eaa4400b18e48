import { defaultChannels, defaultUsers, type Manifest, type SlackState } from 'pretend-slack';
import { lifelikeTeam, type SaidBefore } from 'pretend-slack/page';

/** What people have said before anybody comes: it tells a newcomer what to do. */
const said: readonly SaidBefore[] = [
  ['C0GENERAL', 'U0MIA', 'Good morning! Ana from the design team starts on Monday.'],
  ['C0GENERAL', 'U0MIA', 'Could someone give her an account for our wiki? It’s *ana@example.com*'],
  [
    'C0GENERAL',
    'U0ADAM',
    'Any admin can: just type `/invite`. She’ll get an email with her own link.',
  ],
  ['C0RANDOM', 'U0GUS', 'Is there a link I can just post here for everyone?'],
  ['C0RANDOM', 'U0OLGA', 'Better not. Each link is for one person and works once.'],
  ['C0SECRET', 'U0OLGA', 'This channel is private, and the Invites app isn’t in it.'],
].map(([channel = '', user = '', text = '']) => ({ channel, user, text }));

/** The team that the sandbox is about. */
export const juniper = { id: 'T0SANDBOX', name: 'Juniper Studio', domain: 'juniper-studio' };

/** Juniper Studio, where the sandbox begins, and begins again. `now` in milliseconds. */
export function freshTeam(manifest: Manifest, now: number): SlackState {
  const users = defaultUsers.map((user) => ({ ...user, displayName: '' }));
  const channels = defaultChannels.map((channel) =>
    channel.id === 'C0RANDOM' ? { ...channel, members: users.map(({ id }) => id) } : channel,
  );
  return lifelikeTeam({ team: juniper, users, channels, said }, manifest, now);
}
