import type { pretendMethods } from '../src/index.ts';

/** The methods that the pretend Slack has of Slack: rows of COVERAGE.md. */

/** A method of the Web API. */
export interface CoveredMethod {
  /** What it keeps or tells. */
  readonly does: string;
  /** Slack's error codes that it answers, save those that any method may. */
  readonly refuses: readonly string[];
  readonly testedBy: string;
}

const trigger = ['invalid_trigger_id', 'exchanged_trigger_id', 'expired_trigger_id'] as const;
const view = ['invalid_arguments', 'view_too_large', 'duplicate_external_id'] as const;
const content = ['no_text', 'msg_too_long', 'invalid_blocks', 'invalid_blocks_format'] as const;

export const methods = {
  'auth.test': {
    does: 'returns the team, the bot and, in a header, its scopes',
    refuses: [],
    testedBy: 'slack/web-api.test.ts',
  },
  'oauth.v2.access': {
    does: 'exchanges a code or a refresh token, once; for a team or an organisation; tells what was allowed',
    refuses: ['invalid_client_id', 'bad_client_secret', 'invalid_code', 'invalid_refresh_token'],
    testedBy: 'slack/oauth.test.ts, slack/optional-scopes.test.ts',
  },
  'openid.connect.token': {
    does: 'tells who signed in with Slack, once for each code, in a signed token; or in a wrong one, if that is wanted',
    refuses: [
      'invalid_client_id',
      'bad_client_secret',
      'invalid_grant_type',
      'invalid_code',
      'bad_redirect_uri',
    ],
    testedBy: 'slack/sign-in.test.ts',
  },
  'apps.connections.open': {
    does: 'gives an address for one connection of Socket Mode',
    refuses: ['not_allowed_token_type'],
    testedBy: 'slack/oauth.test.ts',
  },
  'apps.uninstall': {
    does: 'removes the app from the team, which is then told so in events',
    refuses: ['invalid_client_id', 'bad_client_secret'],
    testedBy: 'slack/oauth.test.ts',
  },
  'apps.manifest.validate': {
    does: 'checks a manifest as Slack would, its own commands’ names included',
    refuses: ['invalid_manifest', 'invalid_app_id', 'token_expired'],
    testedBy: 'slack/manifests.test.ts',
  },
  'apps.manifest.create': {
    does: 'makes the app that every team can install from then on, with its secrets',
    refuses: ['invalid_manifest'],
    testedBy: 'slack/manifests.test.ts',
  },
  'apps.manifest.update': {
    does: 'changes it, once the address for events has answered a challenge; until then no event is sent',
    refuses: ['invalid_manifest', 'invalid_app_id'],
    testedBy: 'slack/manifests.test.ts',
  },
  'apps.manifest.export': {
    does: 'returns the manifest of an app that was made so',
    refuses: ['app_not_found'],
    testedBy: 'slack/manifests.test.ts',
  },
  'tooling.tokens.rotate': {
    does: 'exchanges a refresh token, once, for new configuration tokens',
    refuses: ['invalid_refresh_token'],
    testedBy: 'slack/manifests.test.ts',
  },
  'blocks.validate': {
    does: 'checks blocks, a message or a view, for anybody',
    refuses: ['invalid_blocks', 'invalid_message', 'invalid_view', 'invalid_arguments'],
    testedBy: 'slack/blocks-validate.test.ts',
  },
  'team.info': {
    does: 'returns name and domain',
    refuses: [],
    testedBy: 'slack/web-api.test.ts',
  },
  'users.info': {
    does: 'returns a person’s roles, address (with its scope), time zone and locale; less about people who are gone',
    refuses: ['user_not_found'],
    testedBy: 'slack/web-api.test.ts',
  },
  'users.list': {
    does: 'lists everyone, page by page, bots and Slackbot too',
    refuses: ['invalid_limit', 'invalid_cursor'],
    testedBy: 'slack/web-api.test.ts, slack/refusals.test.ts',
  },
  'users.lookupByEmail': {
    does: 'finds the active person with that address',
    refuses: ['users_not_found'],
    testedBy: 'slack/web-api.test.ts',
  },
  'views.open': {
    does: 'opens a modal in place of any other',
    refuses: [...trigger, ...view],
    testedBy: 'slack/modals.test.ts, slack/web-api.test.ts',
  },
  'views.push': {
    does: 'puts a modal on top, three at most',
    refuses: [...trigger, ...view, 'push_limit_reached'],
    testedBy: 'slack/modals.test.ts, slack/web-api.test.ts',
  },
  'views.update': {
    does: 'changes an open view by its id or external_id; what was typed stays',
    refuses: [...view, 'not_found', 'hash_conflict'],
    testedBy: 'slack/modals.test.ts, slack/web-api.test.ts',
  },
  'views.publish': {
    does: 'keeps a person’s Home tab',
    refuses: [...view, 'user_not_found', 'not_enabled', 'hash_conflict'],
    testedBy:
      'slack/web-api.test.ts, slack/refusals.test.ts, slack/manifest.test.ts, slack/modals.test.ts',
  },
  'chat.postMessage': {
    does: 'posts in a channel, a thread or to a person',
    refuses: [
      ...content,
      'channel_not_found',
      'not_in_channel',
      'cannot_dm_bot',
      'messages_tab_disabled',
    ],
    testedBy: 'slack/web-api.test.ts, slack/refusals.test.ts, slack/manifest.test.ts',
  },
  'chat.postEphemeral': {
    does: 'shows a message to one person in a channel that both are in',
    refuses: [...content, 'channel_not_found', 'not_in_channel', 'user_not_in_channel'],
    testedBy: 'slack/web-api.test.ts, slack/refusals.test.ts',
  },
  'chat.update': {
    does: 'changes the app’s own message; what is left out stays',
    refuses: [...content, 'channel_not_found', 'message_not_found', 'cant_update_message'],
    testedBy: 'slack/web-api.test.ts, slack/refusals.test.ts',
  },
  'chat.unfurl': {
    does: 'shows something below links that the app was told of, posted or still being typed',
    refuses: [
      'cannot_find_channel',
      'cannot_find_message',
      'cannot_unfurl_url',
      'missing_unfurls',
      'invalid_blocks',
    ],
    testedBy: 'slack/links.test.ts, slack/refusals.test.ts',
  },
  'conversations.open': {
    does: 'opens direct messages with a person',
    refuses: [
      'user_not_found',
      'user_not_visible',
      'user_disabled',
      'cannot_dm_bot',
      'not_enough_users',
    ],
    testedBy: 'slack/web-api.test.ts, slack/refusals.test.ts',
  },
  'files.info': {
    does: 'returns a file that somebody chose in a modal, with the addresses that give its bytes',
    refuses: ['file_not_found'],
    testedBy: 'slack/files.test.ts',
  },
  'conversations.info': {
    does: 'returns a channel that the app can see, with the scope for its kind',
    refuses: ['channel_not_found', 'missing_scope'],
    testedBy: 'slack/web-api.test.ts, slack/lists.test.ts',
  },
  'conversations.members': {
    does: 'lists who is in a channel that the app can see, page by page, bots too',
    refuses: ['channel_not_found', 'missing_scope', 'invalid_limit', 'invalid_cursor'],
    testedBy: 'slack/lists.test.ts',
  },
  'usergroups.list': {
    does: 'lists the groups that one mentions as @handle',
    refuses: ['plan_upgrade_required'],
    testedBy: 'slack/lists.test.ts',
  },
  'usergroups.users.list': {
    does: 'lists who is in such a group',
    refuses: ['no_such_subteam', 'plan_upgrade_required'],
    testedBy: 'slack/lists.test.ts',
  },
} as const satisfies Record<keyof typeof pretendMethods, CoveredMethod>;

/** Answered by any method: of these, tokens, scopes and faults on purpose. */
export const everywhere = {
  errors: [
    'not_authed',
    'invalid_auth',
    'account_inactive',
    'not_allowed_token_type',
    'missing_scope',
    'unknown_method',
    'invalid_arguments',
    'invalid_json',
    'fatal_error',
  ],
  testedBy:
    'slack/web-api.test.ts, slack/web-api-faults.test.ts, slack/oauth.test.ts, slack/refusals.test.ts',
} as const;
