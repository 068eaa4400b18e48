import { countOf } from '../shared/count-text.ts';
import { maxAddress, maxRedirectUris, maxToolName, type ToolProblem } from './form-rules.ts';
import type { Preset } from './preset-rules.ts';
import { maxTools, type ToolAccess, type ToolRefusal, type ToolSettings } from './rules.ts';

/** What kinds of tools there are, as admins choose among them. */
export const presetTexts = {
  grafana: 'Grafana',
  outline: 'Outline',
  nextcloud: 'Nextcloud',
  gitea: 'Gitea or Forgejo',
  oauth2_proxy: 'oauth2-proxy',
  other: 'Another tool with OpenID Connect',
  public: 'An app without a server (can keep no secret)',
  forward: 'Behind your proxy (forward auth)',
} as const satisfies Record<Preset, string>;

const accessTexts = {
  everybody: 'for all members',
  admins: 'for admins',
  chosen: 'for chosen members',
} as const satisfies Record<ToolAccess, string>;

/** Who may use a tool, within a line. */
export function accessText(access: ToolAccess): string {
  return accessTexts[access];
}

/** What is said of a tool, and who was chosen for it. */
interface DescribedTool extends Omit<ToolSettings, 'preset'> {
  readonly people: readonly string[];
}

/** How a tool was and is, for the record: only what differs; undefined where nothing does. */
export function toolChange(
  before: DescribedTool,
  after: DescribedTool,
): { was: string; now: string } | undefined {
  const [old, fresh] = [partsOf(before), partsOf(after)];
  const changed = old.map((part, index) => part !== fresh[index]);
  const differing = (parts: readonly string[]) =>
    parts.filter((_, index) => changed[index]).join(', ');
  const [was, now] = [differing(old), differing(fresh)];
  const isSame =
    was === now && String(before.people.toSorted()) === String(after.people.toSorted());
  return isSame ? undefined : { was, now };
}

function partsOf({ name, address, access, people, redirectUris, signOutUri }: DescribedTool) {
  const chosen = access === 'chosen' ? ` (${countOf(people.length, 'person')})` : '';
  return [
    name,
    address,
    `${accessText(access)}${chosen}`,
    `back to ${redirectUris.join(' ') || 'nowhere'}`,
    `sign-out at ${signOutUri ?? 'nowhere'}`,
  ];
}

/** Who may use a tool, as admins choose. */
export const accessLabels = {
  everybody: 'All members',
  admins: 'Admins',
  chosen: 'Chosen members',
} as const satisfies Record<ToolAccess, string>;

/** The Tools tab of Home. */
export const toolsTexts = {
  heading: 'Tools',
  lead: 'Members open these with their team account. When you remove someone, they lose all of them right away.',
  none: 'No tools yet. Connect your wiki, your dashboards or your files: people then sign in there with their team account.',
  connect: 'Connect a tool…',
  open: 'Open',
  spokenOpen: (name: string) => `Open ${name}`,
  change: 'Change…',
  spokenChange: (name: string) => `Change ${name}`,
  newSecret: 'New secret…',
  spokenNewSecret: (name: string) => `New secret for ${name}`,
  disconnect: 'Disconnect…',
  spokenDisconnect: (name: string) => `Disconnect ${name}`,
  neverUsed: 'not used yet',
  used: (people: number, date: string) => `${countOf(people, 'person')} · last used ${date}`,
} as const;

/** The questions before what can't be taken back. */
export const confirmTexts = {
  newSecret: {
    title: 'New secret',
    text: (name: string) =>
      `The old one stops working right away: until you paste the new one into ${name}, nobody can sign in to it.`,
    yes: 'New secret',
  },
  disconnect: {
    title: 'Disconnect tool',
    text: (name: string) =>
      `Nobody can sign in to ${name} with their team account any more, and what it was given stops working right away. Whoever is signed in there may stay so until its own session ends: it isn't told. Its data stays. To connect it again, you need a new client ID and secret.`,
    textBehindProxy: (name: string) =>
      `Your proxy then lets all members in to ${name}, as nothing here says any more who can use it. To close it, take it out of the proxy's configuration.`,
    yes: 'Disconnect',
  },
} as const;

/** The dialog about a tool; titles hold 24 characters. */
export const toolDialogTexts = {
  connectTitle: 'Connect a tool',
  connect: 'Connect',
  changeTitle: 'Change tool',
  save: 'Save',
  cancel: 'Cancel',
  name: 'Name',
  namePlaceholder: 'Wiki',
  address: 'Address',
  addressHint: 'Where people open it.',
  addressPlaceholder: 'https://wiki.example.com',
  preset: 'What is it?',
  access: 'Who can use it?',
  members: 'Chosen members',
  membersHint: 'Only for “Chosen members”. They need an account here.',
  others: 'Others who were chosen',
  othersHint: "They aren't in Slack, or are too many to show.",
  keepOthers: (count: number) => `Keep ${countOf(count, 'person')} who can't be shown here`,
  redirectUris: 'Redirect addresses',
  redirectUrisHint:
    'One on each line, exactly as in the tool. Leave it empty for the tools that we know by name: we know theirs.',
  signOutUri: 'Sign-out address',
  signOutUriHint:
    'Where the tool is told that someone was signed out (back-channel logout), if it can be.',
} as const;

const inEnvironment = 'Set these variables in its environment:';
const onServer = 'Run this on its server:';
const inConfiguration = 'Put this into its configuration:';

/** Where what is pasted goes. */
const pasteTexts = {
  grafana: inEnvironment,
  outline: inEnvironment,
  nextcloud: onServer,
  gitea: onServer,
  oauth2_proxy: inEnvironment,
  other: inConfiguration,
  public: inConfiguration,
  forward: inConfiguration,
} as const satisfies Record<Preset, string>;

/** The dialog with what goes into the tool's own configuration. */
export const secretTexts = {
  title: 'Set up the tool',
  done: 'Done',
  lead: (name: string, preset: Preset) => `${name} is connected. ${pasteTexts[preset]}`,
  leadNew: (name: string, preset: Preset) => `${name} has a new secret. ${pasteTexts[preset]}`,
  once: 'The secret is shown only now. If you lose it, make a new one.',
  test: 'Then test it: sign in there with your own account.',
  testButton: 'Test it',
} as const;

/** The dialog with what goes into the proxy's configuration. */
export const proxyTexts = {
  lead: (name: string) =>
    `${name} is connected. Put this into your proxy's configuration, with your own addresses, and reload it:`,
  leadChanged: (name: string) =>
    `${name} was changed. Your proxy needs these lines, with your own addresses:`,
  test: 'Then test it: open it with your own account.',
} as const;

/** What came of it, on top of Home. */
export const doneTexts = {
  changed: (name: string) => `✅ ${name} was changed.`,
  disconnected: (name: string) => `✅ ${name} was disconnected.`,
} as const;

const refusalTexts = {
  not_an_admin: 'Only admins can do this. Please ask one of them.',
  gone: "This tool isn't connected any more.",
  too_many: `You can connect up to ${maxTools} tools. Disconnect one first.`,
  no_secret: 'This tool has no secret.',
} as const satisfies Record<ToolRefusal, string>;

/** Why nothing came of it. */
export function toolRefusalText(refusal: ToolRefusal): string {
  return refusalTexts[refusal];
}

const tooLongTexts = {
  name: `Names can have up to ${maxToolName} characters.`,
  redirectUris: `Enter up to ${maxRedirectUris} addresses.`,
} as const;

const emptyTexts = {
  name: 'Enter a name.',
  redirectUris: 'Enter the address that the tool names as its redirect or callback URL.',
} as const;

/** What is wrong with a field, in words. */
export function toolProblemText({ field, kind, people = [] }: ToolProblem): string {
  const isLong = field === 'name' || field === 'redirectUris';
  const texts = {
    empty: isLong ? emptyTexts[field] : 'Choose one.',
    too_long: isLong ? tooLongTexts[field] : `Enter up to ${maxAddress} characters.`,
    not_an_address:
      'Enter a whole address that starts with https:// or http://, without #, * or a password.',
    nobody_chosen: 'Choose who can use it.',
    host_taken:
      'Another tool behind your proxy has this host already. Proxies tell tools apart by their hosts.',
    host_not_allowed:
      'Whoever runs this app must set AUTH_COOKIE_DOMAIN and name this host in AUTH_RETURN_HOSTS first.',
    team_not_allowed: 'Whoever runs this app must name your team in AUTH_TEAMS first.',
    // Slack makes no mentions of what stands below a field.
    no_members: `Not a member yet: ${people.join(', ')}. Invite them first.`,
  } as const satisfies Record<ToolProblem['kind'], string>;
  return texts[kind];
}

/** Why a tool wasn't told of something. */
export const nothingToTell = 'nobody is signed in there any more, or the tool is gone';

/** What a browser shows when the proxy in front of another tool hands the answer on. */
export const toolClosedText =
  "Your account can't open this. Ask whoever runs it, or sign in with another account.\n";

/** The same for a browser that sends headers which only the proxy may. */
export const madeUpText = 'Headers whose names start with X-Auth can only come from the proxy.\n';

// A sentence with something marked in it comes in pieces: pages say how the marked ones look.

/** What stands on pages on the way to a tool. */
export const pageTexts = {
  opening: {
    title: 'One moment',
    heading: <Piece>(tool: Piece) => ['Opening ', tool, '…'],
    button: 'Continue',
  },
  noAccess: {
    title: "You can't open this yet",
    heading: <Piece>(tool: Piece) => ['You can’t open ', tool, ' yet'],
    lead: <Piece>(email: Piece, workspace: Piece) => [
      "You're signed in as ",
      email,
      ' (',
      workspace,
      '), and this tool isn’t open to that account.',
    ],
    advice: 'Ask an admin of your team for access, or sign in with another account.',
    button: 'Use another account',
    back: 'See what you can open',
  },
  again: {
    title: 'Please sign in again',
    lead: <Piece>(tool: Piece) => [tool, ' wants to be sure that it’s you.'],
    button: 'Sign in again',
  },
  stronger: {
    title: 'Sign in more securely',
    mfa: <Piece>(tool: Piece) => [
      tool,
      ' asks for more than a password: sign in with a passkey, or with your password and a code.',
    ],
    passkey: <Piece>(tool: Piece) => [tool, ' asks for a passkey: sign in with yours.'],
    noneYet: 'Not set up yet? Do that on your account page first.',
    button: 'Sign in again',
    account: 'Open your account page',
  },
  signOut: {
    title: 'Sign out here, too?',
    lead: 'This ends your session in this browser. Tools that can be told sign you out as well.',
    button: 'Sign out',
    stay: 'Stay signed in',
  },
  lost: {
    title: 'Start again from the tool',
    message:
      'This page has expired, or your browser keeps no cookies. Go back to the tool and sign in from there.',
  },
  refused: {
    title: "The tool didn't ask correctly",
    message:
      'Something in how it sent you here is wrong, so we stopped. Go back and try again. If it keeps happening, ask an admin to check how the tool is connected.',
  },
  fault: {
    title: 'Something went wrong',
    message:
      "It's our fault, and it has been logged. Go back to the tool and try again in a moment.",
  },
} as const;
