import {
  type Admin,
  type AdminReader,
  asAdmin,
  asAdminReader,
  membersAmong,
} from '../../members/api.ts';
import type { ActingRequester, AdminRequester, Changed, SlackPerson } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { answerOnce, findSeen } from '../../platform/database/seen-requests.ts';
import type { AuditEntryId, MemberId, ToolId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { newEntryId } from '../../workspaces/api.ts';
import { parseTool, type ToolForm, type ToolProblem } from '../form-rules.ts';
import { type ProxySite, proxyHost, proxyProblem } from '../forward-rules.ts';
import { keepsSecret } from '../preset-rules.ts';
import { type ListedTool, maxTools, type ToolRefusal, type ToolSettings } from '../rules.ts';
import {
  countTools,
  deleteTool,
  findListedTool,
  isHostTaken,
  saveChosen,
  saveSecret,
  saveTool,
  updateTool,
} from '../store.ts';
import { accessText, toolChange } from '../texts.ts';
import { shutOut } from './end.ts';
import { newSecret } from './secrets.ts';

/** What managing tools works with. */
export interface ToolDeps extends ProxySite {
  readonly database: Database;
  readonly changed: Changed;
}

/** What was typed and chosen of a tool. `chosen` are the people of the team who may use it, if not all may. */
export interface ToolWanted {
  readonly form: ToolForm;
  readonly chosen: readonly SlackPerson[];
}

/** The same of one that was chosen for people before. */
export interface ToolChange extends ToolWanted {
  /** Of the people who were shown as chosen, those who still are, and those who aren't any more. */
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
  /** Whether those stay chosen who weren't shown. */
  readonly areOthersKept: boolean;
}

/** A tool, and its secret where it has just got one: that is shown now, and never again. */
export interface ToolDone {
  readonly tool: ListedTool | undefined;
  readonly secret: string | undefined;
}

type Managed<Problem = never> = Outcome<ToolDone, ToolRefusal | Problem>;

const again: ToolDone = { tool: undefined, secret: undefined };

/** Connects a tool: from now on it can sign in whoever may use it. Once per request. */
export async function connectTool(
  deps: ToolDeps,
  requester: ActingRequester,
  wanted: ToolWanted,
): Promise<Managed<ToolProblem[]>> {
  return await managing<ToolProblem[]>(deps, requester, 'connect tool', async (admin) => {
    if ((await countTools(admin)) >= maxTools) return refused('too_many');
    const read = await readWanted(admin, wanted, {
      site: deps,
      id: undefined,
      stay: [],
    });
    if (!read.ok) return read;
    const { settings, memberIds } = read.value;
    const made = keepsSecret(settings.preset) ? newSecret() : undefined;
    const id = await saveTool(admin, { ...settings, secretHash: made?.secretHash });
    await saveChosen(admin, id, memberIds);
    recordOf(admin, 'tool_connected', settings);
    return done({ tool: await findListedTool(admin, id), secret: made?.secret });
  });
}

/** Changes what is said of a tool. Whoever may not use it any more is signed out of it. Once per request. */
export async function changeTool(
  deps: ToolDeps,
  requester: ActingRequester,
  id: ToolId,
  wanted: ToolChange,
): Promise<Managed<ToolProblem[]>> {
  return await managing<ToolProblem[]>(deps, requester, `change tool ${id}`, async (admin) => {
    const before = await findListedTool(admin, id);
    if (!before) return refused('gone');
    // Whether it has a secret follows from its kind, so that stays.
    const form = { ...wanted.form, preset: before.preset };
    const read = await readWanted(
      admin,
      { ...wanted, form },
      { site: deps, id, stay: whoStay(before, wanted) },
    );
    if (!read.ok) return read;
    const { settings, memberIds } = read.value;
    await updateTool(admin, id, settings);
    await saveChosen(admin, id, memberIds);
    const detail = toolChange(
      { ...before, people: before.chosen.map((each) => each.memberId) },
      { ...settings, people: memberIds },
    );
    // Where nothing changed, nobody loses anything.
    if (detail) {
      const entryId = newEntryId();
      await shutOut(admin, id, entryId);
      recordOf(admin, 'tool_changed', settings, { detail, entryId });
    }
    return done({ tool: await findListedTool(admin, id), secret: undefined });
  });
}

/** Gives a tool a new secret; the one before is worth nothing from now on. Once per request. */
export async function replaceSecret(
  deps: ToolDeps,
  requester: ActingRequester,
  id: ToolId,
): Promise<Managed> {
  return await managing(deps, requester, `new secret ${id}`, async (admin) => {
    const tool = await findListedTool(admin, id);
    if (!tool) return refused('gone');
    if (!keepsSecret(tool.preset)) return refused('no_secret');
    const { secret, secretHash } = newSecret();
    await saveSecret(admin, id, secretHash);
    recordOf(admin, 'tool_secret_replaced', tool);
    return done({ tool, secret });
  });
}

/** Disconnects a tool: nobody can sign in to it with their account any more, and all that it was given is dead. */
export async function disconnectTool(
  deps: ToolDeps,
  requester: ActingRequester,
  id: ToolId,
): Promise<Managed> {
  return await managing(deps, requester, `disconnect ${id}`, async (admin) => {
    const tool = await findListedTool(admin, id);
    if (!tool) return refused('gone');
    await deleteTool(admin, id);
    recordOf(admin, 'tool_disconnected', tool);
    return done({ tool, secret: undefined });
  });
}

/** A tool for an admin who wants to change it. */
export async function toolForAdmin(
  deps: { readonly database: Database },
  requester: AdminRequester,
  id: ToolId,
): Promise<Outcome<ListedTool, ToolRefusal>> {
  return await asAdminReader<ListedTool, ToolRefusal>(
    deps,
    requester,
    async (reader: AdminReader) => {
      const tool = await findListedTool(reader, id);
      return tool ? done(tool) : refused('gone');
    },
  );
}

function recordOf(
  admin: Admin,
  act: 'tool_connected' | 'tool_changed' | 'tool_secret_replaced' | 'tool_disconnected',
  { name, access }: Pick<ToolSettings, 'name' | 'access'>,
  more: { detail?: Readonly<Record<string, string>>; entryId?: AuditEntryId } = {},
): void {
  const { detail, entryId: id } = more;
  admin.record({
    act,
    subject: name,
    detail: { access: accessText(access), ...detail },
    ...(id && { id }),
  });
}

/** Who was chosen before and still is: also whoever wasn't shown, as the dialog can't show all, or was chosen meanwhile. */
function whoStay({ chosen }: ListedTool, { kept, dropped, areOthersKept }: ToolChange): MemberId[] {
  return chosen.flatMap(({ memberId, slackUserId }) => {
    if (slackUserId && dropped.includes(slackUserId)) return [];
    return areOthersKept || (slackUserId && kept.includes(slackUserId)) ? memberId : [];
  });
}

interface About {
  readonly site: ProxySite;
  readonly id: ToolId | undefined;
  /** Members who are chosen beside those who are now. */
  readonly stay: readonly MemberId[];
}

/** What was typed as settings, and who was chosen as members. */
async function readWanted(
  admin: Admin,
  { form, chosen }: ToolWanted,
  { site, id, stay }: About,
): Promise<Outcome<{ settings: ToolSettings; memberIds: MemberId[] }, ToolProblem[]>> {
  const parsed = parseTool(form);
  if (!parsed.ok) return parsed;
  const settings = parsed.value;
  const host = proxyHost(settings);
  if (host !== undefined) {
    const isTaken = await isHostTaken(admin, host, { except: id });
    const kind = isTaken ? 'host_taken' : proxyProblem(host, admin.workspace, site);
    if (kind) return refused([{ field: 'address', kind }]);
  }
  if (settings.access !== 'chosen') return done({ settings, memberIds: [] });
  if (chosen.length + stay.length === 0) {
    return refused([{ field: 'members', kind: 'nobody_chosen' }]);
  }
  const members = await membersAmong(admin, chosen);
  const strangers = members.filter(({ memberId }) => memberId === undefined);
  if (strangers.length > 0) {
    const ids = strangers.map(({ slackUserId }) => slackUserId);
    const people = chosen.flatMap(({ userId, name }) => (ids.includes(userId) ? name : []));
    return refused([{ field: 'members', kind: 'no_members', people }]);
  }
  const memberIds = [...stay, ...members.flatMap(({ memberId }) => memberId ?? [])];
  return done({ settings, memberIds });
}

async function managing<Problem = never>(
  deps: ToolDeps,
  requester: ActingRequester,
  act: string,
  change: (admin: Admin) => Promise<Managed<Problem>>,
): Promise<Managed<Problem>> {
  return await asAdmin<ToolDone, ToolRefusal | Problem>(deps, requester, async (admin) => {
    const { tx, workspace } = admin;
    const key = `${requester.requestKey} ${act}`;
    const seen = await findSeen(tx, workspace.id, key);
    return await answerOnce(tx, workspace.id, { key, seen }, () => change(admin), again);
  });
}
