import { randomBytes } from 'node:crypto';
import type { AnyBlock, HomeView, MessageAttachment, ModalView } from '@slack/types';

/** Any JSON object. */
export type Json = Record<string, unknown>;

/** A team; with its organisation where it is a workspace of Enterprise Grid. */
export interface PretendTeam {
  id: string;
  name: string;
  domain: string;
  enterprise?: { id: string; name: string };
  /** False where the plan has no user groups, as the free one. */
  hasUserGroups?: boolean;
}

/** A person (or bot) of the pretend Slack team, or a stranger when `teamId` is another team's. */
export interface PretendUser {
  id: string;
  name: string;
  realName: string;
  /** What the profile calls them; their name when left out. Empty as with most people in real life. */
  displayName?: string;
  email?: string;
  isAdmin?: boolean;
  isOwner?: boolean;
  isPrimaryOwner?: boolean;
  /** A guest of several channels. */
  isRestricted?: boolean;
  /** A guest of one channel. */
  isUltraRestricted?: boolean;
  isBot?: boolean;
  /** Deactivated. */
  deleted?: boolean;
  teamId?: string;
  tz: string;
  locale?: string;
  /** Their picture's bytes in base64, a PNG; Sign in with Slack tells its address. */
  picture?: string;
}

/** Some people whom others mention together, as `@handle`. */
export interface PretendUserGroup {
  id: string;
  handle: string;
  name: string;
  description?: string;
  members: string[];
  isDisabled?: boolean;
}

/** A conversation as one gives it at the start. Without `members`, all full members are in it. */
export interface PretendChannel {
  id: string;
  name: string;
  isPrivate?: boolean;
  members?: string[];
  /** Whether the app is in it; not so at first, as in real life. */
  hasApp?: boolean;
  /** A channel that is shared with another organisation (Slack Connect). */
  isExtShared?: boolean;
}

/** A conversation. `isIm`: the direct messages between the app and its one member. */
export interface Channel extends Required<PretendChannel> {
  isIm: boolean;
}

/** A file that somebody chose in a modal. */
export interface PretendFile {
  id: string;
  user: string;
  name: string;
  mimetype: string;
  size: number;
  /** Seconds. */
  created: number;
  /** The bytes in base64. */
  content: string;
}

/** What an app put under one link. */
export type Unfurl = MessageAttachment & { app_unfurl_url: string; id: number };

/** A message that stays, of a person or of the app. `text` is mrkdwn as Slack keeps it. */
export interface Message {
  channel: string;
  ts: string;
  user: string;
  byApp: boolean;
  text: string;
  blocks?: AnyBlock[];
  attachments?: MessageAttachment[];
  threadTs?: string;
  edited?: boolean;
  /** Only of messages whose links the app was told about. */
  unfurlId?: string;
  /** The links that the app was told about. */
  links: string[];
  unfurls: Record<string, Unfurl>;
}

/** A message that one person sees. `from: 'slack'` is Slack itself saying that something failed. */
export interface Ephemeral {
  id: string;
  ts: string;
  user: string;
  channel: string;
  from: 'app' | 'slack';
  text: string;
  blocks?: AnyBlock[];
  attachments?: MessageAttachment[];
  threadTs?: string;
}

/** What an element holds, as it stands in `view.state.values`. */
export type StateValue = { type: string } & Json;

/** block_id → action_id → value. */
export type StateValues = Record<string, Record<string, StateValue>>;

/** A modal or Home tab. `definition` is the app's, with the ids filled in that it left out. */
export interface StoredView {
  id: string;
  user: string;
  rootViewId: string;
  previousViewId: string | null;
  /** The conversation that the person looked at when they opened it, where it's known. */
  channel?: string;
  hash: string;
  definition: ModalView | HomeView;
  values: StateValues;
  /** By block_id: what the app or the client says is wrong. */
  errors: Record<string, string>;
  /** What Slack says at the top when the app's answer was no good. */
  trouble: string | null;
}

/** The right to open a modal once, within 3 s. */
interface Trigger {
  user: string;
  /** The conversation that the person looked at, where it's known. */
  channel?: string;
  issuedAt: number;
  usedAt: number | null;
}

/** The right to answer in a conversation, up to 5 times within 30 min. */
interface ResponseUrl {
  user: string;
  channel: string;
  messageTs: string | null;
  ephemeralId: string | null;
  threadTs: string | null;
  uses: number;
  issuedAt: number;
}

/** A link in a message that is still being written. */
interface Composition {
  user: string;
  channel: string;
  links: string[];
  unfurls: Record<string, Unfurl>;
}

/** Everything that the pretend Slack knows: plain data, so that it can be kept as JSON. */
export interface SlackState {
  team: PretendTeam;
  app: { id: string; botId: string; botUserId: string; name: string };
  installed: boolean;
  /** What the installed app may do. */
  scopes: string[];
  users: PretendUser[];
  channels: Channel[];
  userGroups: PretendUserGroup[];
  messages: Message[];
  ephemerals: Ephemeral[];
  views: Record<string, StoredView>;
  /** By user: the ids of the open modals, the top one last. */
  modals: Record<string, string[]>;
  /** By user: the id of the Home tab's view. */
  homes: Record<string, string>;
  triggers: Record<string, Trigger>;
  responseUrls: Record<string, ResponseUrl>;
  compositions: Record<string, Composition>;
  files: PretendFile[];
  /** By user and action_id: the options that the app offered, the last ones first. */
  suggestions: Record<string, Json[]>;
  /** Microseconds of the newest ts: each is greater than the one before. */
  lastTs: number;
}

/** An id as Slack's: a letter (or some), then capitals and digits; never the same twice. */
export function newId(prefix: string, length = 10): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUV';
  return prefix + Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join('');
}

/** The next message time stamp: seconds with six decimals, unique and rising. */
export function nextTs(state: SlackState, now: number): string {
  state.lastTs = Math.max(state.lastTs + 1, now * 1000);
  return `${Math.floor(state.lastTs / 1e6)}.${String(state.lastTs % 1e6).padStart(6, '0')}`;
}

/** The person with this id; undefined when there is none. */
export function findUser(state: SlackState, id: string): PretendUser | undefined {
  return state.users.find((user) => user.id === id);
}

/** The person with this id; throws when there is none: a mistake of the test or page. */
export function knownUser(state: SlackState, id: string): PretendUser {
  const user = findUser(state, id);
  if (!user) throw new Error(`The pretend Slack has no user ${id}`);
  return user;
}

/** The conversation with this id; undefined when there is none. */
export function findChannel(state: SlackState, id: string): Channel | undefined {
  return state.channels.find((channel) => channel.id === id);
}

/** The conversation with this id; throws when there is none: a mistake of the test or page. */
export function knownChannel(state: SlackState, id: string): Channel {
  const channel = findChannel(state, id);
  if (!channel) throw new Error(`The pretend Slack has no channel ${id}`);
  return channel;
}

/** The direct messages between the app and this person, opened when they are not yet. */
export function directMessages(state: SlackState, user: string): Channel {
  const open = state.channels.find((channel) => channel.isIm && channel.members[0] === user);
  if (open) return open;
  const id = newId('D');
  const channel: Channel = {
    id,
    name: 'directmessage',
    isPrivate: true,
    members: [user],
    hasApp: true,
    isExtShared: false,
    isIm: true,
  };
  state.channels.push(channel);
  return channel;
}
