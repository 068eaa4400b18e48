import { asAdmin, asAdminReader, counted, type MemberDeps, whoMayAct } from '../../members/api.ts';
import {
  type ActingRequester,
  actorName,
  nothingEnded,
  type Requester,
  type SlackPerson,
} from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { answerOnce } from '../../platform/database/seen-requests.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { changedSettings } from '../form.ts';
import {
  type SettingsChanged,
  type SettingsForm,
  type SettingsProblem,
  type SettingsShown,
  settingsChanges,
} from '../rules.ts';
import { saveSettings } from '../store.ts';

/**
 * Changes what differs in the team settings from what their dialog showed, once per request; gives it in words.
 * Slack's admins can be kept from acting as admins only while somebody else can: whoever does it, or one of `others`,
 * who were asked from Slack. What those admins sent as such, and the links that they were shown, end with it.
 */
export async function changeSettings(
  { database, invitationsOfLeavers }: Pick<MemberDeps, 'database' | 'invitationsOfLeavers'>,
  requester: ActingRequester,
  { shown, form }: { shown: SettingsShown; form: SettingsForm },
  others: readonly SlackPerson[],
): Promise<Outcome<SettingsChanged, 'not_an_admin' | SettingsProblem[]>> {
  return await asAdmin({ database }, requester, async (admin) => {
    const { tx, workspace, actor } = admin;
    const key = `${requester.requestKey} settings`;
    const change = async (): Promise<Outcome<SettingsChanged, SettingsProblem[]>> => {
      const wanted = changedSettings(workspace, shown, form);
      if (!wanted.ok) return wanted;
      const then = { ...workspace, ...wanted.value };
      const able = await whoMayAct(tx, then, [requester.person, ...others]);
      if (able.length === 0) {
        return refused([{ field: 'slackAdminsAreAdmins', kind: 'would_lock_out' }]);
      }
      const changes = settingsChanges(workspace, then);
      if (changes === '') return done({ changes, ...nothingEnded });
      await saveSettings(admin, wanted.value);
      const { slackAdminsAreAdmins: did } = workspace.settings;
      const ended =
        did && !then.settings.slackAdminsAreAdmins
          ? await invitationsOfLeavers.endOfSlackAdmins(tx, then)
          : nothingEnded;
      const entry = { actor: actorName(actor), subject: changes, detail: counted(ended) };
      await saveAuditEntry(tx, workspace.id, { ...entry, act: 'settings_changed' });
      return done({ changes, ...ended });
    };
    return await answerOnce(tx, workspace.id, key, change, { changes: '', ...nothingEnded });
  });
}

/** The workspace with its settings, for an admin who wants to change them. */
export async function settingsForAdmin(
  deps: { readonly database: Database },
  requester: Requester,
): Promise<Outcome<Workspace, 'not_an_admin'>> {
  return await asAdminReader(deps, requester, async ({ workspace }) => done(workspace));
}
