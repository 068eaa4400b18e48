import { validateBlocks } from './blocks.ts';
import { postEphemeral, postMessage, updateMessage } from './chat.ts';
import { conversationInfo, conversationMembers, openConversation } from './conversations.ts';
import { fileInfo } from './files.ts';
import {
  createApp,
  exportManifest,
  rotateConfigToken,
  updateApp,
  validateManifest,
} from './manifests.ts';
import type { PretendMethod } from './method.ts';
import { grantAccess } from './oauth.ts';
import { tellWhoSignedIn } from './sign-in.ts';
import { openConnection } from './sockets.ts';
import { teamInfo, testAuth } from './team.ts';
import { unfurlLinks } from './unfurl.ts';
import { uninstallItself } from './uninstall.ts';
import { listUserGroupMembers, listUserGroups } from './user-groups.ts';
import { listUsers, lookupByEmail, userInfo } from './users.ts';
import { openView, publishView, pushView, updateView } from './views.ts';

/** By the kind of conversation: public, private, direct. */
const conversationScopes = ['channels:read', 'groups:read', 'im:read'] as const;

/** Every method of Slack's Web API that the pretend Slack has, with the scopes that it needs. */
export const pretendMethods = {
  'auth.test': { scopes: [], run: testAuth },
  'oauth.v2.access': { scopes: [], token: 'none', run: grantAccess },
  'openid.connect.token': { scopes: [], token: 'none', run: tellWhoSignedIn },
  'apps.connections.open': { scopes: [], token: 'app', run: openConnection },
  'apps.uninstall': { scopes: [], run: uninstallItself },
  'apps.manifest.validate': { scopes: [], token: 'config', run: validateManifest },
  'apps.manifest.create': { scopes: [], token: 'config', run: createApp },
  'apps.manifest.update': { scopes: [], token: 'config', run: updateApp },
  'apps.manifest.export': { scopes: [], token: 'config', run: exportManifest },
  'tooling.tokens.rotate': { scopes: [], token: 'none', run: rotateConfigToken },
  'blocks.validate': { scopes: [], token: 'none', run: validateBlocks },
  'team.info': { scopes: ['team:read'], run: teamInfo },
  'users.info': { scopes: ['users:read'], run: userInfo },
  'users.list': { scopes: ['users:read'], run: listUsers },
  'users.lookupByEmail': { scopes: ['users:read.email'], run: lookupByEmail },
  'views.open': { scopes: [], run: openView },
  'views.push': { scopes: [], run: pushView },
  'views.update': { scopes: [], run: updateView },
  'views.publish': { scopes: [], run: publishView },
  'chat.postMessage': { scopes: ['chat:write'], run: postMessage },
  'chat.postEphemeral': { scopes: ['chat:write'], run: postEphemeral },
  'chat.update': { scopes: ['chat:write'], run: updateMessage },
  'chat.unfurl': { scopes: ['links:write'], run: unfurlLinks },
  'conversations.open': { scopes: ['im:write'], run: openConversation },
  'files.info': { scopes: ['files:read'], run: fileInfo },
  'conversations.info': { scopes: conversationScopes, takesAnyScope: true, run: conversationInfo },
  'conversations.members': {
    scopes: conversationScopes,
    takesAnyScope: true,
    run: conversationMembers,
  },
  'usergroups.list': { scopes: ['usergroups:read'], run: listUserGroups },
  'usergroups.users.list': { scopes: ['usergroups:read'], run: listUserGroupMembers },
} as const satisfies Record<string, PretendMethod>;

/** The method of this name; undefined when the pretend Slack has none. */
export function findMethod(name: string): PretendMethod | undefined {
  const methods: Record<string, PretendMethod> = pretendMethods;
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}
