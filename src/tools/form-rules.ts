import { shownDisplayName } from '../shared/display-name.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import { trimInvisible } from '../shared/typed-text.ts';
import { addressesOf, isBehindProxy, parsePreset } from './preset-rules.ts';
import { parseAccess, type ToolSettings } from './rules.ts';

/** The fields of the dialog about a tool. */
export type ToolField =
  | 'name'
  | 'address'
  | 'preset'
  | 'access'
  | 'members'
  | 'redirectUris'
  | 'signOutUri';

/** What is wrong with a field. */
export interface ToolProblem {
  readonly field: ToolField;
  readonly kind:
    | 'empty'
    | 'too_long'
    | 'not_an_address'
    | 'no_members'
    | 'nobody_chosen'
    | 'host_taken'
    | 'host_not_allowed'
    | 'team_not_allowed';
  /** The people it is about, by their names in Slack. */
  readonly people?: readonly string[];
}

/** What was typed and chosen. */
export interface ToolForm {
  readonly name: string;
  readonly address: string;
  readonly preset: string | undefined;
  readonly access: string | undefined;
  /** One on each line. */
  readonly redirectUris: string;
  readonly signOutUri: string;
}

export const maxToolName = 60;
export const maxAddress = 300;
export const maxRedirectUris = 10;

/** Reads what admins say of a tool; refuses it with everything that is wrong. */
export function parseTool(form: ToolForm): Outcome<ToolSettings, ToolProblem[]> {
  const name = shownDisplayName(form.name);
  const address = placeOf(parseAddress(form.address));
  const preset = parsePreset(form.preset);
  const access = parseAccess(form.access);
  const known = preset && address ? addressesOf(preset, address) : undefined;
  const isForward = preset !== undefined && isBehindProxy(preset);
  const typed = isForward ? [] : linesOf(form.redirectUris);
  const redirectUris: readonly (string | undefined)[] =
    typed.length > 0 ? typed.map(parseAddress) : (known?.redirectUris ?? []);
  const signOut = isForward ? '' : trimInvisible(form.signOutUri);
  const signOutUri = signOut === '' ? known?.signOutUri : parseAddress(signOut);
  const problems: (ToolProblem | false)[] = [
    name === '' && { field: 'name', kind: 'empty' },
    name.length > maxToolName && { field: 'name', kind: 'too_long' },
    !address && { field: 'address', kind: 'not_an_address' },
    !preset && { field: 'preset', kind: 'empty' },
    !access && { field: 'access', kind: 'empty' },
    known !== undefined &&
      !isForward &&
      redirectUris.length === 0 && { field: 'redirectUris', kind: 'empty' },
    redirectUris.length > maxRedirectUris && { field: 'redirectUris', kind: 'too_long' },
    redirectUris.includes(undefined) && { field: 'redirectUris', kind: 'not_an_address' },
    signOut !== '' && !signOutUri && { field: 'signOutUri', kind: 'not_an_address' },
  ];
  const found = problems.filter((problem) => problem !== false);
  if (found.length > 0 || !address || !preset || !access) return refused(found);
  const taken = redirectUris.filter((uri) => uri !== undefined);
  return done({ name, address, preset, access, redirectUris: taken, signOutUri });
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map(trimInvisible)
    .filter((line) => line !== '');
}

/** Where a tool is opened, as browsers write it: without a slash or a query at its end, nor a dot after its host. */
function placeOf(address: string | undefined): string | undefined {
  if (!address) return undefined;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host.replace(/\.+(?=:|$)/, '')}${pathname.replace(/\/+$/, '')}`;
}

/** An address on the web as it was typed; undefined for what browsers would read differently, or what leads elsewhere. */
function parseAddress(typed: string): string | undefined {
  const pasted = trimInvisible(typed);
  if (!/^https?:\/\/[^\s/.\p{C}][^\s\p{C}]*$/iu.test(pasted) || !URL.canParse(pasted))
    return undefined;
  // Beyond ASCII as browsers send it.
  const text = /^[!-~]+$/.test(pasted) ? pasted : new URL(pasted).href;
  if (text.length > maxAddress) return undefined;
  if (/[\\<>"`*#]/.test(text)) return undefined;
  const { username, password } = new URL(text);
  return username + password === '' ? text : undefined;
}
