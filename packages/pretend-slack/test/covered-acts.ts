import type { PretendSlack } from '../src/index.ts';

/** Something that somebody does, and what reaches the app. */
export interface CoveredAct {
  readonly sends: string;
  /** What an app’s answer may do, and what is refused of it. */
  readonly answer: string;
  readonly testedBy: string;
}

type Act =
  | 'command'
  | 'shortcut'
  | 'openHome'
  | 'submit'
  | 'close'
  | 'press'
  | 'suggest'
  | 'post'
  | 'compose'
  | 'uninstall'
  | 'changePerson'
  | 'signIn'
  | 'event'
  | 'sendRaw';

export const acts = {
  command: {
    sends: 'a slash command, with `trigger_id` and `response_url`',
    answer: 'text or blocks, shown to the person; five more within 30 minutes',
    testedBy: 'slack/conversations.test.ts',
  },
  shortcut: {
    sends: '`shortcut` (global)',
    answer: 'a status',
    testedBy: 'slack/conversations.test.ts',
  },
  openHome: {
    sends: '`app_home_opened`, with the view that was published',
    answer: 'a status',
    testedBy: 'slack/conversations.test.ts',
  },
  submit: {
    sends: '`view_submission`, unless Slack’s client refuses what was typed',
    answer: '`errors` at inputs that are there, `update`, `push`, `clear`, or nothing',
    testedBy: 'slack/modals.test.ts, slack/inputs.test.ts, slack/files.test.ts',
  },
  close: {
    sends: '`view_closed`, if the view asks for it',
    answer: 'a status',
    testedBy: 'slack/modals.test.ts',
  },
  press: {
    sends: '`block_actions` from a modal, Home, a message, an ephemeral one or an unfurl',
    answer: 'a status; then the `response_url` replaces, deletes or adds',
    testedBy: 'slack/conversations.test.ts, slack/links.test.ts',
  },
  suggest: {
    sends: '`block_suggestion`, from `min_query_length` on',
    answer: 'options or groups within Block Kit’s limits',
    testedBy: 'slack/conversations.test.ts',
  },
  post: {
    sends: '`link_shared`, when there are links of the app’s domains',
    answer: 'a status',
    testedBy: 'slack/links.test.ts',
  },
  compose: {
    sends: '`link_shared` with `source: composer`',
    answer: 'a status',
    testedBy: 'slack/links.test.ts',
  },
  uninstall: {
    sends: '`tokens_revoked` and `app_uninstalled`; the token is dead',
    answer: 'a status',
    testedBy: 'slack/conversations.test.ts',
  },
  changePerson: {
    sends: '`user_change`, if the manifest asks for it',
    answer: 'a status',
    testedBy: 'slack/manifest.test.ts',
  },
  signIn: {
    sends: 'somebody back from Slack’s page for signing in, with a code, or `access_denied`',
    answer: 'whatever it is',
    testedBy: 'slack/sign-in.test.ts',
  },
  event: {
    sends: 'any event, also again as a retry',
    answer: 'a status',
    testedBy: 'slack/conversations.test.ts',
  },
  sendRaw: {
    sends: 'any request, signed or not, old or new',
    answer: 'whatever it is',
    testedBy: 'slack/conversations.test.ts',
  },
} as const satisfies Record<Act & keyof PretendSlack, CoveredAct>;
