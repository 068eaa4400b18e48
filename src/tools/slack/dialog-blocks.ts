import type { KnownBlock, ModalView, PlainTextElement } from '@slack/types';
import { codeBlock, context, plain, section } from '../../shared/blocks.ts';
import { fitting } from '../../shared/typed-text.ts';
import { maxAddress, maxToolName, type ToolField, type ToolProblem } from '../form-rules.ts';
import { isBehindProxy, presets } from '../preset-rules.ts';
import { type ListedTool, type Tool, toolAccesses } from '../rules.ts';
import {
  accessLabels,
  confirmTexts,
  presetTexts,
  secretTexts,
  toolDialogTexts as texts,
  toolProblemText,
} from '../texts.ts';

export const connectCallback = 'tools.connect_modal';
export const changeCallback = 'tools.change_modal';
export const newSecretCallback = 'tools.new_secret_modal';
export const disconnectCallback = 'tools.disconnect_modal';
export const testLink = 'tools.test';

/** So many people can be chosen for a tool at once: Slack is asked about each while somebody waits. */
const maxChosen = 25;

/** The field that is there only where others are chosen than can be shown. */
export const othersField = 'others';

/** Who is shown as chosen: some of those who are in Slack. */
function shownChosen(tool: ListedTool | undefined): string[] {
  const inSlack = tool?.chosen.flatMap(({ slackUserId }) => slackUserId ?? []) ?? [];
  return inSlack.slice(0, maxChosen);
}

/** The dialog in which a tool is connected, or changed if there is one. */
export function toolModal(tool?: ListedTool): ModalView {
  const shown = shownChosen(tool);
  const others = (tool?.chosen.length ?? 0) - shown.length;
  return {
    type: 'modal',
    callback_id: tool ? changeCallback : connectCallback,
    ...(tool && { private_metadata: JSON.stringify({ toolId: tool.id, shown }) }),
    title: plain(tool ? texts.changeTitle : texts.connectTitle, 24),
    submit: plain(tool ? texts.save : texts.connect, 24),
    close: plain(texts.cancel, 24),
    blocks: [
      textField('name', tool?.name, { longest: maxToolName, placeholder: texts.namePlaceholder }),
      textField('address', tool?.address, {
        longest: maxAddress,
        hint: texts.addressHint,
        placeholder: texts.addressPlaceholder,
      }),
      ...(tool ? [] : [presetField()]),
      accessField(tool?.access ?? 'everybody'),
      membersField(shown),
      ...(others > 0 ? [keepOthersField(others)] : []),
      textField('redirectUris', tool?.redirectUris.join('\n'), {
        hint: texts.redirectUrisHint,
        isOptional: true,
        isLong: true,
        longest: 3000,
      }),
      textField('signOutUri', tool?.signOutUri, {
        hint: texts.signOutUriHint,
        isOptional: true,
        longest: maxAddress,
      }),
    ],
  };
}

function textField(
  field: ToolField & keyof typeof texts,
  value: string | undefined,
  more: {
    longest: number;
    hint?: string;
    placeholder?: string;
    isOptional?: boolean;
    isLong?: boolean;
  },
): KnownBlock {
  const { longest, hint, placeholder, isOptional = false, isLong = false } = more;
  return {
    type: 'input',
    block_id: field,
    optional: isOptional,
    label: plain(texts[field]),
    ...(hint && { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: field,
      multiline: isLong,
      max_length: longest,
      ...(placeholder && { placeholder: plain(placeholder) }),
      ...(value && { initial_value: fitting(value, longest) }),
    },
  };
}

/** One of several, each with what is read of it. */
function option(text: string, value: string): { text: PlainTextElement; value: string } {
  return { text: plain(text, 75), value };
}

function presetField(): KnownBlock {
  const options = presets.map((preset) => option(presetTexts[preset], preset));
  return {
    type: 'input',
    block_id: 'preset',
    label: plain(texts.preset),
    element: { type: 'static_select', action_id: 'preset', options },
  };
}

function accessField(chosen: Tool['access']): KnownBlock {
  const options = toolAccesses.map((access) => option(accessLabels[access], access));
  return {
    type: 'input',
    block_id: 'access',
    label: plain(texts.access),
    element: {
      type: 'radio_buttons',
      action_id: 'access',
      options,
      initial_option: option(accessLabels[chosen], chosen),
    },
  };
}

function membersField(chosen: readonly string[]): KnownBlock {
  return {
    type: 'input',
    block_id: 'members',
    optional: true,
    label: plain(texts.members),
    hint: plain(texts.membersHint),
    element: {
      type: 'multi_users_select',
      action_id: 'members',
      max_selected_items: chosen.length + maxChosen,
      ...(chosen.length > 0 && { initial_users: [...chosen] }),
    },
  };
}

function keepOthersField(count: number): KnownBlock {
  const keep = option(texts.keepOthers(count), 'keep');
  return {
    type: 'input',
    block_id: othersField,
    optional: true,
    label: plain(texts.others),
    hint: plain(texts.othersHint),
    element: {
      type: 'checkboxes',
      action_id: othersField,
      options: [keep],
      initial_options: [keep],
    },
  };
}

/** What is wrong, by field. */
export function toolErrors(problems: readonly ToolProblem[]): Record<string, string> {
  return Object.fromEntries(problems.map((problem) => [problem.field, toolProblemText(problem)]));
}

/** The lines to paste, with the secret: the only time that it is shown. */
export function secretModal(
  tool: Pick<Tool, 'name' | 'address' | 'preset'>,
  { lines, isNew, hasSecret }: { lines: string; isNew: boolean; hasSecret: boolean },
): ModalView {
  const { name, address, preset } = tool;
  const lead = isNew ? secretTexts.lead(name, preset) : secretTexts.leadNew(name, preset);
  return {
    type: 'modal',
    title: plain(secretTexts.title, 24),
    close: plain(secretTexts.done, 24),
    blocks: [
      section(plain(lead)),
      codeBlock(lines),
      ...(hasSecret ? [context(plain(secretTexts.once))] : []),
      testSection(secretTexts.test, address),
    ],
  };
}

/** Says how to test a tool, with the button that opens it. */
export function testSection(text: string, address: string): KnownBlock {
  return section(plain(text), {
    type: 'button',
    action_id: testLink,
    text: plain(secretTexts.testButton, 75),
    url: address,
  });
}

/** Asks before a tool gets a new secret, or is disconnected. */
export function questionModal(kind: 'newSecret' | 'disconnect', tool: ListedTool): ModalView {
  const { title, text, yes } = confirmTexts[kind];
  const isOpened = kind === 'disconnect' && isBehindProxy(tool.preset);
  const question = isOpened ? confirmTexts.disconnect.textBehindProxy : text;
  return {
    type: 'modal',
    callback_id: kind === 'newSecret' ? newSecretCallback : disconnectCallback,
    private_metadata: JSON.stringify({ toolId: tool.id }),
    title: plain(title, 24),
    submit: plain(yes, 24),
    close: plain(texts.cancel, 24),
    blocks: [section(plain(question(tool.name)))],
  };
}
