import type { KnownBlock } from '@slack/types';
import {
  actions,
  button,
  context,
  exact,
  header,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { boldLetters, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import type { OwnTool } from '../given-rules.ts';
import { ownToolsTexts } from '../given-texts.ts';
import { keepsSecret } from '../preset-rules.ts';
import type { ListedTool } from '../rules.ts';
import { accessText, toolsTexts as texts } from '../texts.ts';

export const connectButton = 'tools.connect';
export const openLink = 'tools.open';
export const openOwnLink = 'tools.open_own_';
export const changeButton = 'tools.change';
export const newSecretButton = 'tools.new_secret';
export const disconnectButton = 'tools.disconnect';

/** The tools of a workspace, for its admins. */
export function toolsBlocks(tools: readonly ListedTool[]): KnownBlock[] {
  return [
    header(texts.heading),
    section(plain(texts.lead), button(connectButton, texts.connect, { style: 'primary' })),
    ...(tools.length === 0 ? [context(plain(texts.none))] : tools.flatMap(toolRow)),
  ];
}

/** Slack takes so many buttons side by side. */
const maxButtons = 25;

/** What a member can open. */
export function ownToolsBlocks(tools: readonly OwnTool[]): KnownBlock[] {
  if (tools.length === 0) return [];
  const links = tools.map(({ id, name, address }) => ({
    ...button(`${openOwnLink}${id}`, name, { spoken: texts.spokenOpen(name) }),
    url: address,
  }));
  return [
    section(mrkdwn(ownToolsTexts.open)),
    actions('own_tools', ...links.slice(0, maxButtons)),
    ...(links.length > maxButtons ? [actions('more_tools', ...links.slice(maxButtons))] : []),
  ];
}

function toolRow(tool: ListedTool): KnownBlock[] {
  const { id, name, address, access, people, lastUsedAt } = tool;
  const facts = [
    boldLetters(name),
    escapeMrkdwn(address),
    accessText(access),
    lastUsedAt ? texts.used(people, slackDate(lastUsedAt, '{date_short_pretty}')) : texts.neverUsed,
  ];
  const act = (action: string, label: string, spoken: string) =>
    button(action, label, { value: id, spoken });
  return [
    section(exact(facts.join(' · '))),
    actions(
      `tool_${id}`,
      { ...button(openLink, texts.open, { spoken: texts.spokenOpen(name) }), url: address },
      act(changeButton, texts.change, texts.spokenChange(name)),
      ...(keepsSecret(tool.preset)
        ? [act(newSecretButton, texts.newSecret, texts.spokenNewSecret(name))]
        : []),
      act(disconnectButton, texts.disconnect, texts.spokenDisconnect(name)),
    ),
  ];
}
