import type { Hono } from 'hono';
import { aboutRoutes } from './about/web/about.tsx';
import { accountRoutes } from './account/web/account.tsx';
import { leaveRoutes } from './account/web/leave.tsx';
import { slackAccountRoutes, slackConnectEnd } from './account/web/slack.tsx';
import { activityRoutes } from './activity/web/activity.tsx';
import { byHandRoutes, installPath, installRoutes, redirectPath } from './install/web/install.tsx';
import { welcomeRoutes } from './install/web/welcome.tsx';
import { invitationRoutes } from './invitations/web/join.tsx';
import { slackJoinEnd, slackJoinRoutes } from './invitations/web/slack-join.tsx';
import { createWeb } from './platform/web/server.tsx';
import { secondStepRoutes } from './sign-in/web/second-step.tsx';
import { signInRoutes } from './sign-in/web/sign-in.tsx';
import { slackSignInRoutes } from './sign-in/web/slack.tsx';
import type { SlackSide } from './slack-side.ts';
import { enterRoute, verifyRoute } from './tools/web/forward.tsx';
import { createOidcRoutes } from './tools/web/oidc.tsx';

type WebDeps = Parameters<typeof createWeb>[0] &
  Parameters<typeof aboutRoutes>[1] &
  Parameters<typeof verifyRoute>[1] &
  Parameters<typeof invitationRoutes>[1] &
  Parameters<typeof slackJoinRoutes>[1] &
  Parameters<typeof signInRoutes>[1] &
  Parameters<typeof createOidcRoutes>[0] &
  Parameters<typeof accountRoutes>[1] &
  Parameters<typeof leaveRoutes>[1] &
  Parameters<typeof activityRoutes>[1];

/** What each feature answers browsers. */
export function createPages(deps: Omit<WebDeps, 'personalFolders' | 'addBareRoutes'>): Hono {
  const oidc = createOidcRoutes(deps);
  const web = createWeb({
    ...deps,
    personalFolders: ['account', 'activity'],
    addBareRoutes(bare) {
      verifyRoute(bare, deps);
      oidc.addBare(bare);
    },
  });
  welcomeRoutes(web);
  aboutRoutes(web, deps);
  invitationRoutes(web, deps);
  signInRoutes(web, deps);
  secondStepRoutes(web, deps);
  const ends = { join: slackJoinEnd(deps), connect: slackConnectEnd(deps) };
  slackSignInRoutes(web, deps, ends);
  slackJoinRoutes(web, deps);
  slackAccountRoutes(web, deps);
  accountRoutes(web, deps);
  leaveRoutes(web, deps);
  activityRoutes(web, deps);
  enterRoute(web, deps);
  oidc.addPages(web);
  return web;
}

/** Where the app is installed; gives which pages those are. */
export function installPages(
  web: Hono,
  deps: Omit<Parameters<typeof installRoutes>[1], 'oauth'>,
  oauth: SlackSide['teams']['oauth'],
): string[] {
  if (!oauth) {
    byHandRoutes(web);
    return [installPath];
  }
  installRoutes(web, { ...deps, oauth });
  return [installPath, redirectPath];
}
