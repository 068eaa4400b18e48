import { asAdmin, asAdminReader, counted, type MemberDeps, whoMayAct } from '../../members/api.ts';
import {
  type ActingRequester,
  type AdminRequester,
  nothingEnded,
  type SlackPerson,
} from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { answerOnce, findSeen } from '../../platform/database/seen-requests.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { changedSettings } from '../form.ts';
import type { SettingsChanged, SettingsForm, SettingsProblem, SettingsShown } from '../rules.ts';
import { saveSettings } from '../store.ts';
import { settingEntries, settingsChanges } from '../texts.ts';

/**
 * Changes what differs in the team settings from what their dialog showed, once per request; gives it in words.
 * Slack's admins can be kept from acting as admins only while somebody else can: whoever does it, or one of `others`,
 * who were asked from Slack. What those admins sent as such, and the links that they were shown, end with it.
 */
export async function changeSettings(
  deps: Pick<MemberDeps, 'database' | 'changed' | 'invitationsOfLeavers'>,
  requester: ActingRequester,
  { shown, form }: { shown: SettingsShown; form: SettingsForm },
  others: readonly SlackPerson[],
): Promise<Outcome<SettingsChanged, 'not_an_admin' | SettingsProblem[]>> {
  return await asAdmin(deps, requester, async (admin) => {
    const { tx, workspace } = admin;
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
          ? await deps.invitationsOfLeavers.endOfSlackAdmins(tx, then)
          : nothingEnded;
      admin.record(...settingEntries(workspace, then, counted(ended)));
      return done({ changes, ...ended });
    };
    const seen = await findSeen(tx, workspace.id, key);
    return await answerOnce(tx, workspace.id, { key, seen }, change, {
      changes: '',
      ...nothingEnded,
    });
  });
}

/** The workspace with its settings, for an admin who wants to change them. */
export async function settingsForAdmin(
  deps: { readonly database: Database },
  requester: AdminRequester,
): Promise<Outcome<Workspace, 'not_an_admin'>> {
  return await asAdminReader(deps, requester, async ({ workspace }) => done(workspace));
}
