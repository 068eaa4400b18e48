import type {
  ActionsBlockElement,
  ExternalSelect,
  KnownBlock,
  PlainTextOption,
} from '@slack/types';
import { actBlock } from '../../settings/slack/blocks.ts';
import { actions, button, context, exact, header, plain, section } from '../../shared/blocks.ts';
import { boldLetters, cut } from '../../shared/mrkdwn.ts';
import { type Activity, activePersonText, type SlackActor } from '../rules.ts';
import { activityTexts as texts } from '../texts.ts';

export const activityFindSelect = 'home.find_activity';
export const activityAllButton = 'home.activity_all';
export const downloadLink = 'home.download_activity';

/** The field in which a person is found; it shows whose activity it is. */
function findField(of: Activity['of']): ExternalSelect {
  const shown = of?.name === undefined ? undefined : { text: plain(of.name, 75), of: of.person };
  return {
    type: 'external_select',
    action_id: activityFindSelect,
    min_query_length: 0,
    placeholder: plain(texts.find, 150),
    ...(shown && {
      initial_option: { text: shown.text, value: activePersonText(shown.of) },
    }),
  };
}

/** Admins in Slack without an account as options of that field. */
export function slackActorOptions(actors: readonly SlackActor[]): PlainTextOption[] {
  return actors.map(({ slackUserId, name }) => ({
    text: plain(name, 75),
    description: plain(texts.withoutAccount, 75),
    value: activePersonText({ kind: 'slack', id: slackUserId }),
  }));
}

/** Who did what, newest first. Whoever has an account can have it as a file. */
export function activityBlocks(
  { page, of }: Activity,
  { publicUrl, hasAccount }: { publicUrl: string; hasAccount: boolean },
): KnownBlock[] {
  const rows = page.rows.map(actBlock);
  const nothing = of ? texts.nothingOf : texts.nothing;
  return [
    header(texts.title),
    actions(
      // Another one when it shows somebody else: Slack keeps what was chosen in a block.
      `activity_${of ? activePersonText(of.person) : 'all'}`,
      findField(of),
      ...(of ? [button(activityAllButton, texts.all)] : []),
      ...(hasAccount ? [downloadButton(of, publicUrl)] : []),
    ),
    ...(of
      ? [
          section(
            exact(of.name === undefined ? texts.gone : texts.of(boldLetters(cut(of.name, 300)))),
          ),
        ]
      : []),
    ...(rows.length > 0 ? rows : [context(plain(nothing))]),
    ...(hasAccount ? [] : [context(plain(texts.downloadNeedsAccount))]),
  ];
}

function downloadButton(of: Activity['of'], publicUrl: string): ActionsBlockElement {
  const query = of ? `?person=${encodeURIComponent(activePersonText(of.person))}` : '';
  return { ...button(downloadLink, texts.download), url: `${publicUrl}/activity${query}` };
}
