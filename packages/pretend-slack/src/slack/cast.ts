import type { Manifest } from '../manifest.ts';
import type {
  Channel,
  PretendChannel,
  PretendTeam,
  PretendUser,
  PretendUserGroup,
  SlackState,
} from './state.ts';

/** Who is there when nobody says otherwise: an owner, an admin, a member and a guest. */
export const defaultUsers: readonly PretendUser[] = [
  {
    id: 'U0OLGA',
    name: 'olga',
    realName: 'Olga Owner',
    email: 'olga@example.com',
    isAdmin: true,
    isOwner: true,
    isPrimaryOwner: true,
    tz: 'Europe/Berlin',
  },
  {
    id: 'U0ADAM',
    name: 'adam',
    realName: 'Adam Admin',
    email: 'adam@example.com',
    isAdmin: true,
    tz: 'America/New_York',
  },
  {
    id: 'U0MIA',
    name: 'mia',
    realName: 'Mia Member',
    email: 'mia@example.com',
    tz: 'Europe/London',
  },
  {
    id: 'U0GUS',
    name: 'gus',
    realName: 'Gus Guest',
    email: 'gus@example.com',
    isRestricted: true,
    tz: 'Asia/Tokyo',
  },
];

/** Two public channels and a private one that the app is not in. */
export const defaultChannels: readonly PretendChannel[] = [
  { id: 'C0GENERAL', name: 'general', hasApp: true },
  { id: 'C0RANDOM', name: 'random' },
  { id: 'C0SECRET', name: 'launch-plans', isPrivate: true },
];

/** Some of the people, whom one mentions as `@design`. */
export const defaultUserGroups: readonly PretendUserGroup[] = [
  { id: 'S0DESIGN', handle: 'design', name: 'Design team', members: ['U0MIA', 'U0ADAM'] },
];

/** Every scope that a method of the pretend Slack asks for, and those that only allow more. */
export const allScopes: readonly string[] = [
  'commands',
  'chat:write',
  'chat:write.public',
  'links:read',
  'links:write',
  'users:read',
  'users:read.email',
  'im:write',
  'team:read',
  'channels:read',
  'groups:read',
  'im:read',
  'files:read',
  'usergroups:read',
];

/** What a team is made of. */
export interface Cast {
  team?: PretendTeam;
  users?: readonly PretendUser[];
  channels?: readonly PretendChannel[];
  userGroups?: readonly PretendUserGroup[];
  /** What the app was allowed: what its manifest asks for or, without one, everything. */
  scopes?: readonly string[];
}

function channelOf(channel: PretendChannel, users: readonly PretendUser[]): Channel {
  const everyone = users
    .filter((user) => !user.isBot && !user.deleted && !user.teamId)
    .filter((user) => !user.isRestricted && !user.isUltraRestricted)
    .map((user) => user.id);
  return {
    isPrivate: false,
    members: everyone,
    hasApp: false,
    isExtShared: false,
    ...channel,
    isIm: false,
  };
}

/** The groups with those of their members who are there. */
function groupsOf(
  groups: readonly PretendUserGroup[],
  users: readonly PretendUser[],
): PretendUserGroup[] {
  const isThere = (id: string) => users.some((user) => user.id === id);
  return groups.map((group) => ({ ...group, members: group.members.filter(isThere) }));
}

/** A fresh team with the app installed, named as its manifest says: nothing said, nothing open. */
export function newState(cast: Cast, manifest?: Manifest): SlackState {
  const users = cast.users ?? defaultUsers;
  const { name = 'App', botName = 'app' } = manifest ?? {};
  const app = { id: 'A0APP', botId: 'B0APP', botUserId: 'U0APP', name };
  return {
    team: cast.team ?? { id: 'T0SANDBOX', name: 'Sandbox', domain: 'sandbox' },
    app,
    installed: true,
    scopes: [...(cast.scopes ?? manifest?.scopes ?? allScopes)],
    users: [
      ...structuredClone([...users]),
      { id: app.botUserId, name: botName, realName: name, isBot: true, tz: 'Etc/UTC' },
      // Real Slack lists Slackbot among the people, and not as a bot.
      { id: 'USLACKBOT', name: 'slackbot', realName: 'Slackbot', tz: 'America/Los_Angeles' },
    ],
    channels: (cast.channels ?? defaultChannels).map((channel) => channelOf(channel, users)),
    userGroups: groupsOf(cast.userGroups ?? defaultUserGroups, users),
    messages: [],
    ephemerals: [],
    views: {},
    modals: {},
    homes: {},
    triggers: {},
    responseUrls: {},
    compositions: {},
    files: [],
    suggestions: {},
    lastTs: 0,
  };
}
