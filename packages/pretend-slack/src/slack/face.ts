import type { HomeView, ModalView } from '@slack/types';
import type { CommandAct } from './acts/commands.ts';
import type { PostAct } from './acts/links.ts';
import type { Where } from './acts/places.ts';
import type { PressAct } from './acts/press.ts';
import type { Cast } from './cast.ts';
import type { IdTokenFault } from './id-tokens.ts';
import type { EnvelopeOptions } from './payloads.ts';
import type { ConfigTokens } from './registry.ts';
import type { RawRequest, Reply } from './requests.ts';
import type { SocketMode } from './socket-mode.ts';
import type {
  Ephemeral,
  Json,
  Message,
  PretendUser,
  SlackState,
  StateValues,
  Unfurl,
} from './state.ts';
import type { ApiCall, Change, Refusal, SentRequest } from './world.ts';

/** A view as a person has it open. */
export interface OpenView<Definition = ModalView> {
  id: string;
  hash: string;
  view: Definition;
  /** By block_id: what is wrong, said by the app or by the client. */
  errors: Record<string, string>;
  /** What the inputs hold, as in `view.state.values`. */
  state: StateValues;
  /** What Slack says when the app's answer was no good. */
  trouble: string | null;
}

/**
 * How a method (`'*'`: any; `'response_url'`, `'file'`, `'avatar'`, `'openid.connect.keys'`: those addresses) fails, and how
 * often: once unless said.
 */
export interface FaultPlan {
  error?: string;
  status?: number;
  /** Answers 429 with this Retry-After. */
  retryAfter?: number;
  /** Waits first; without anything else the call then works. */
  delayMs?: number;
  /** Of a file's or picture's address only: sends to another one, with status 302. */
  redirectTo?: string;
  /** Of a file's address only: stops so long in the middle of its bytes. */
  pauseMs?: number;
  /** Of a file's address only: gives so many bytes more than the file has by its `size`; of a picture's, so many in its place. */
  moreBytes?: number;
  /** Only calls with these arguments (of a file's address: `file`, its id, and `name`); all when left out. */
  args?: Record<string, string>;
  times?: number;
}

/** A stand-in for slack.com: its Web API, the people in it, and the requests that they cause. */
export interface PretendSlack {
  readonly apiUrl: string;
  /** The whole state: plain data. Give it to a new pretend Slack to go on from there. */
  readonly state: SlackState;
  /** Where the app is, and (when given) whose links it is told of. */
  connect(appUrl: string, unfurlDomains?: readonly string[]): void;

  command(act: CommandAct): Promise<Reply>;
  shortcut(act: { user: string; callbackId: string }): Promise<Reply>;
  openHome(user: string, tab?: 'home' | 'messages'): Promise<Reply>;
  submit(act: { user: string; values?: Record<string, unknown>; viewId?: string }): Promise<Reply>;
  close(act: { user: string; viewId?: string; all?: boolean }): Promise<void>;
  press(act: PressAct): Promise<Reply>;
  suggest(act: {
    user: string;
    actionId: string;
    blockId?: string;
    query: string;
    in?: Where;
  }): Promise<Json[]>;
  /** Something about somebody changes, such as their status, or that they are deactivated. */
  changePerson(user: string, change: Partial<PretendUser>): Promise<Reply>;
  event(event: { type: string } & Json, extra?: EnvelopeOptions): Promise<Reply>;
  post(act: PostAct): Promise<Message>;
  compose(act: PostAct): Promise<Reply & { unfurlId: string }>;
  sendRaw(request: RawRequest): Promise<Reply>;
  /** Removes the app from the team: its token is dead; sends both events that Slack sends then. */
  uninstall(): Promise<Reply[]>;
  /** Installs it again, with the same token. */
  install(): void;
  /** Somebody allows the app to be installed, by OAuth: gives the code that Slack sends them back with. */
  allow(user: string, enterprise?: { id: string; name: string }): string;
  /** From now on whoever allows it leaves these optional scopes of its manifest out; none are at first. */
  leaveOut(scopes: readonly string[]): void;
  /**
   * Somebody whom the app sent to this address signs in with Slack: gives where Slack sends them back to. With null they
   * cancel. Throws where Slack would show an error.
   */
  signIn(user: string | null, authorizeUrl: string): string;
  /** Makes the token wrong that the app gets of whoever signs in with Slack next. */
  bendIdToken(how: IdTokenFault): void;
  /** Somebody generates tokens for making and changing apps, as on their page of apps. */
  configTokens(): ConfigTokens;
  /** From now on bot tokens work for so many seconds only; null: for ever. */
  rotateTokens(lifeSeconds: number | null): void;
  /** The connections of an app in Socket Mode. */
  readonly sockets: Pick<SocketMode, 'connections' | 'disconnect' | 'send' | 'closesAtOnce'>;
  /** Another team in the same Slack, in which the app isn't installed yet. */
  addTeam(cast: Cast): PretendSlack;

  modals(user: string): OpenView[];
  modal(user: string): OpenView | undefined;
  home(user: string): HomeView | undefined;
  /** The Home tab with its id, hash and what its inputs hold. */
  openHomeView(user: string): OpenView<HomeView> | undefined;
  messages(channel: string): Message[];
  ephemerals(user: string, channel?: string): Ephemeral[];
  /** What the app wrote to this person directly. */
  dms(user: string): Message[];
  /** By URL; of a message being written: `unfurls('COMPOSER', unfurlId)`. */
  unfurls(channel: string, ts: string): Record<string, Unfurl>;

  readonly calls: ApiCall[];
  readonly refusals: Refusal[];
  readonly requests: SentRequest[];
  fail(method: string, how: FaultPlan): void;
  /** Forgets every planned failure. */
  heal(): void;
  on(listener: (change: Change) => void): () => void;
  until<T>(probe: () => T | undefined | false | null, timeoutMs?: number): Promise<T>;
  stop(): Promise<void>;
}
