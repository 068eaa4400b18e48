import type { Context, Hono } from 'hono';
import { avatarOf } from '../../members/api.ts';
import { displayNameTexts } from '../../members/texts.ts';
import { readForm, type SentForm } from '../../platform/web/form.ts';
import { showPage, statusPage, tooManyPage } from '../../platform/web/server.tsx';
import { shownDisplayName } from '../../shared/display-name.ts';
import { passwordText } from '../../shared/password.js';
import {
  endOtherSessions,
  endSession,
  listRecent,
  listSessions,
  secondStepOf,
  waysInOf,
} from '../../sign-in/api.ts';
import { relyingPartyOf } from '../../sign-in/passkey-rules.ts';
import { hasLeft, mayForgetPassword, type SignedIn } from '../../sign-in/rules.ts';
import { askingBrowser, giveSession, type SignInWebDeps } from '../../sign-in/web/browser.ts';
import { signInFirst } from '../../sign-in/web/fresh.ts';
import { requireSession } from '../../sign-in/web/require-session.tsx';
import { findOwnTools } from '../../tools/api.ts';
import { slackHomeUrl, slackPageUrl } from '../../workspaces/api.ts';
import { largestAvatarBytes, parseAvatarProblem } from '../rules.ts';
import { avatarTexts, doneTexts, leftOutText, passwordTexts, profileTexts } from '../texts.ts';
import { type ChangePasswordRefusal, changePassword } from '../use-cases/change-password.ts';
import { changeAvatar, removeAvatar, renameMember } from '../use-cases/profile.ts';
import { slackConnection } from '../use-cases/slack-connection.ts';
import { type AccountField, AccountPage } from './pages.tsx';
import { addingRoute, passkeyActs } from './passkey-acts.ts';
import { done, problem, type Result } from './results.ts';

const noticeFor = new Map<string, string>(Object.entries(doneTexts));

/** What the account page works with. */
export interface AccountWebDeps extends SignInWebDeps {
  /** Where Slack is opened, where that isn't Slack's own address. */
  readonly slackUrl: string | undefined;
}

/** A member's own account. */
export function accountRoutes(web: Hono, deps: AccountWebDeps): void {
  web.get('/account', requireSession(deps), async (c) => {
    const notice = noticeFor.get(c.req.query('done') ?? '');
    const leftOut = parseAvatarProblem(c.req.query('picture'));
    return await accountPage(c, deps, 200, c.var.signedIn, {
      justJoined: c.req.query('joined') !== undefined,
      notice,
      ...(leftOut && { problems: { avatar: leftOutText(leftOut) } }),
    });
  });
  web.post('/account', requireSession(deps), async (c) => {
    const form = await readForm(c, { largestFile: largestAvatarBytes });
    if (form instanceof Response) return form;
    const act = form.text('act');
    const carryOut = acts.get(act);
    if (!carryOut) return statusPage(c, 400);
    const { signedIn } = c.var;
    if (isOfAnother(signedIn, form)) {
      const kept = act === 'name' ? shownDisplayName(form.text('displayName')) : '';
      return await accountPage(c, deps, 409, signedIn, {
        isOfAnother: true,
        ...(kept !== '' && { values: { displayName: kept } }),
      });
    }
    const result = await carryOut(c, deps, signedIn, form);
    if (result instanceof Response) return result;
    if (result.kind === 'done') return c.redirect(`/account?done=${result.told ?? act}`, 303);
    if (result.kind === 'too_many') return tooManyPage(c, result.waitMs);
    return await accountPage(c, deps, 400, signedIn, {
      problems: { [result.field]: result.text },
      renamed: {
        id: form.text('passkeyId'),
        typed: shownDisplayName(form.text('passkeyName')),
      },
      ...(act === 'name' && {
        values: { displayName: shownDisplayName(form.text('displayName')) },
      }),
    });
  });
  addingRoute(web, deps);
  web.get('/account/avatar', requireSession(deps), async (c) => {
    const { member, workspace } = c.var.signedIn;
    const webp = await avatarOf(deps.database, workspace.id, member.id);
    if (!webp) return c.notFound();
    return c.body(webp, 200, { 'Content-Type': 'image/webp' });
  });
}

/**
 * Whether the page that the form stands in showed another account: somebody has signed in anew in another tab. Pages of
 * earlier versions don't say.
 */
function isOfAnother({ member }: SignedIn, form: SentForm): boolean {
  const shown = form.text('member');
  return shown !== '' && shown !== member.id;
}

/** Every form of the account page, by what it asks for. */
const acts = new Map(
  Object.entries<
    (c: Context, deps: AccountWebDeps, signedIn: SignedIn, form: SentForm) => Promise<Result>
  >({
    async name(_c, deps, { member }, form) {
      const renamed = await renameMember(deps.database, member, form.text('displayName'));
      return renamed.ok ? done : problem('displayName', displayNameTexts[renamed.refusal]);
    },
    async avatar(_c, deps, { member }, form) {
      const file = form.file('avatar');
      if (!file.ok) return problem('avatar', avatarTexts[file.refusal]);
      if (!file.value) return problem('avatar', profileTexts.noPicture);
      const changed = await changeAvatar(deps.database, member, file.value);
      return changed.ok ? done : problem('avatar', avatarTexts[changed.refusal]);
    },
    async remove_avatar(_c, deps, { member }) {
      await removeAvatar(deps.database, member);
      return done;
    },
    async password(c, deps, signedIn, form) {
      const typed = { current: form.text('current'), wanted: form.text('password') };
      const changed = await changePassword(deps, signedIn, typed, askingBrowser(c, deps));
      if (!changed.ok) {
        const first = signInFirst(c, signedIn, '/account');
        return changed.refusal.kind === 'not_fresh' && first
          ? first
          : passwordResult(changed.refusal, deps.passwordMinLength);
      }
      giveSession(c, deps, changed.value);
      return done;
    },
    ...passkeyActs,
    async end(c, deps, signedIn, form) {
      const first = signInFirst(c, signedIn, '/account');
      if (first) return first;
      const hasEnded = await endSession(deps.database, signedIn, form.text('session'));
      return hasEnded ? done : { kind: 'done', told: 'ended_before' };
    },
    async end_others(c, deps, signedIn) {
      const first = signInFirst(c, signedIn, '/account');
      if (first) return first;
      await endOtherSessions(deps.database, signedIn);
      return done;
    },
  }),
);

function passwordResult(refusal: ChangePasswordRefusal, minLength: number): Result {
  if (refusal.kind === 'too_many') return refusal;
  if (refusal.kind === 'new') {
    return problem('password', passwordText(refusal.problem, minLength));
  }
  return problem('current', passwordTexts.wrong);
}

async function accountPage(
  c: Context,
  deps: AccountWebDeps,
  status: 200 | 400 | 409,
  signedIn: SignedIn,
  page: {
    justJoined?: boolean;
    notice?: string | undefined;
    isOfAnother?: boolean;
    values?: { displayName: string };
    problems?: Partial<Record<AccountField, string>>;
    renamed?: { id: string; typed: string };
  },
): Promise<Response> {
  const { member, hasAvatar, workspace } = signedIn;
  const isAdmin = member.role === 'admin';
  return showPage(
    c,
    status,
    <AccountPage
      {...page}
      justJoined={page.justJoined ?? false}
      memberId={member.id}
      displayName={member.displayName}
      email={member.email}
      role={member.role}
      workspaceName={workspace.name}
      hasLeft={hasLeft(workspace, deps)}
      avatarUrl={hasAvatar ? '/account/avatar' : undefined}
      passwordMinLength={deps.passwordMinLength}
      forgotPassword={mayForgetPassword(signedIn)}
      secondStep={await secondStepOf(deps, signedIn)}
      waysIn={await waysInOf(deps.database, member)}
      hasPasskeys={relyingPartyOf(deps.publicUrl) !== undefined}
      sessions={await listSessions(deps.database, signedIn)}
      recent={await listRecent(deps.database, signedIn)}
      tools={await deps.database.run((tx) => findOwnTools(tx, member, deps))}
      slack={deps.slackSignIn && (await slackConnection(deps, signedIn))}
      slackUrl={deps.slackUrl ?? (await slackPageUrl(deps.database, workspace.id))}
      teamUrl={isAdmin ? await slackHomeUrl(deps.database, workspace.id) : undefined}
    />,
  );
}
