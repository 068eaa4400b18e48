import type { ConversationFilter, KnownBlock, ModalView } from '@slack/types';
import type { InviteDetails, MentionedGroup } from '../../invitations/rules.ts';
import { daysField, messageField, readDays } from '../../invitations/slack/details-blocks.ts';
import { parseRole, type Role } from '../../members/rules.ts';
import { roleField } from '../../members/slack/role-field.ts';
import { messageModal, plain, section } from '../../shared/blocks.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import { cut } from '../../shared/mrkdwn.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import type { SentFile } from '../../shared/slack-file.ts';
import { storable } from '../../shared/storable-text.ts';
import { fitting } from '../../shared/typed-text.ts';
import type { GivableTools } from '../../tools/given-rules.ts';
import { readTools, toolsField } from '../../tools/slack/tools-field.ts';
import { askedSoFarText, sourceTexts } from '../source-texts.ts';
import { formTexts, importTitle } from '../texts.ts';

export const formCallback = 'imports.form';
export const listBlock = 'list';
const listInput = 'imports.list';
const peopleBlock = 'people';
const peopleInput = 'imports.people';
const fileBlock = 'file';
const fileInput = 'imports.file';
const channelsBlock = 'channels';
const channelsInput = 'imports.channels';
const roleBlock = 'role';
const roleInput = 'imports.role';
const messageBlock = 'message';
const messageInput = 'imports.message';

/** What the form remembers: the draft that more people are added to, if there is one. */
export interface FormState {
  readonly id: ImportId | undefined;
}

export function readFormState(metadata: string): FormState {
  return { id: parseImportId(parsedObject(metadata).id) };
}

/** What the form depends on: the ways into a list that the app may offer in a team, beside those that it always has. */
export interface FormWays {
  readonly hasFile: boolean;
  readonly channels: 'none' | 'public' | 'all';
  /** How long links work when nothing else is chosen. */
  readonly inviteTtlMs: number;
  /** What can be given to all of them. */
  readonly tools: GivableTools;
}

/** The ways that these scopes of the app allow. */
export function waysBy(
  scopes: ReadonlySet<string>,
  more: Pick<FormWays, 'inviteTtlMs' | 'tools'>,
): FormWays {
  const all = scopes.has('groups:read') ? 'all' : 'public';
  return {
    hasFile: scopes.has('files:read'),
    channels: scopes.has('channels:read') ? all : 'none',
    ...more,
  };
}

/** What stands in the form from the beginning, and what is said above it. */
export interface Filled {
  readonly list?: string;
  readonly people?: readonly string[];
  readonly channels?: readonly string[];
  readonly role?: Role;
  readonly details?: InviteDetails;
  readonly notice?: string;
}

/** Slack takes no longer text in a field. */
export const maxListLength = 3000;

/** More channels at once are a mistake. */
const maxChannels = 20;

/** Where lists and people come in. More people for a draft take its role and message. */
export function formModal({ id }: FormState, ways: FormWays, filled: Filled = {}): ModalView {
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: JSON.stringify({ id }),
    title: plain(importTitle),
    submit: plain(formTexts.submit),
    close: plain(formTexts.close),
    blocks: [
      ...(filled.notice ? [section(plain(filled.notice))] : []),
      listField(ways, filled),
      ...(ways.hasFile ? [fileField] : []),
      peopleField(filled),
      ...(ways.channels === 'none' ? [] : [channelsField(ways.channels, filled)]),
      ...(id === undefined ? forAll(filled, ways) : []),
    ],
  };
}

function listField({ hasFile }: FormWays, { list }: Filled): KnownBlock {
  return {
    type: 'input',
    block_id: listBlock,
    optional: true,
    label: plain(formTexts.list.label),
    hint: plain(hasFile ? sourceTexts.listHint.withFile : sourceTexts.listHint.withoutFile),
    element: {
      type: 'plain_text_input',
      action_id: listInput,
      multiline: true,
      focus_on_load: true,
      max_length: maxListLength,
      placeholder: plain(formTexts.list.placeholder, 150),
      ...(list && { initial_value: fitting(list, maxListLength) }),
    },
  };
}

/** Slack lets nobody fill in a file in advance. */
const fileField: KnownBlock = {
  type: 'input',
  block_id: fileBlock,
  optional: true,
  label: plain(sourceTexts.file.label),
  hint: plain(sourceTexts.file.hint),
  element: {
    type: 'file_input',
    action_id: fileInput,
    filetypes: ['csv', 'txt', 'tsv'],
    max_files: 1,
  },
};

function peopleField({ people = [] }: Filled): KnownBlock {
  return {
    type: 'input',
    block_id: peopleBlock,
    optional: true,
    label: plain(formTexts.people.label),
    hint: plain(formTexts.people.hint),
    element: {
      type: 'multi_users_select',
      action_id: peopleInput,
      placeholder: plain(formTexts.people.placeholder),
      ...(people.length > 0 && { initial_users: [...people] }),
    },
  };
}

function channelsField(which: 'public' | 'all', { channels = [] }: Filled): KnownBlock {
  const include: ConversationFilter['include'] =
    which === 'all' ? ['public', 'private'] : ['public'];
  return {
    type: 'input',
    block_id: channelsBlock,
    optional: true,
    label: plain(sourceTexts.channels.label),
    hint: plain(sourceTexts.channels.hint[which]),
    element: {
      type: 'multi_conversations_select',
      action_id: channelsInput,
      placeholder: plain(sourceTexts.channels.placeholder),
      filter: { include, exclude_bot_users: true },
      max_selected_items: maxChannels,
      ...(channels.length > 0 && { initial_conversations: [...channels] }),
    },
  };
}

function forAll(
  { role = 'member', details }: Filled,
  { inviteTtlMs, tools }: FormWays,
): KnownBlock[] {
  return [
    roleField(roleBlock, roleInput, role),
    ...toolsField(tools, details?.toolIds),
    daysField(details?.validDays, inviteTtlMs),
    messageField(messageBlock, messageInput, formTexts.message, details?.message),
  ];
}

/** What somebody typed and chose in the form. */
export interface TypedForm {
  readonly list: string;
  readonly people: readonly string[];
  readonly channels: readonly string[];
  readonly groups: readonly MentionedGroup[];
  readonly file: SentFile | undefined;
  readonly role: Role;
  readonly details: InviteDetails;
}

interface Values {
  readonly [block: string]: {
    readonly [input: string]: {
      readonly value?: string | null;
      readonly selected_users?: readonly string[];
      readonly selected_conversations?: readonly string[];
      readonly files?: readonly {
        readonly id?: unknown;
        readonly name?: unknown;
        readonly url_private_download?: unknown;
      }[];
      readonly selected_option?: { readonly value: string } | null;
      readonly selected_options?: readonly { readonly value: string }[] | null;
    };
  };
}

export function readForm(values: Values): TypedForm {
  return {
    list: values[listBlock]?.[listInput]?.value ?? '',
    people: values[peopleBlock]?.[peopleInput]?.selected_users ?? [],
    channels: values[channelsBlock]?.[channelsInput]?.selected_conversations ?? [],
    groups: [],
    file: readFile(values[fileBlock]?.[fileInput]?.files?.[0]),
    role: parseRole(values[roleBlock]?.[roleInput]?.selected_option?.value) ?? 'member',
    details: {
      message: values[messageBlock]?.[messageInput]?.value?.trim() || undefined,
      validDays: readDays(values),
      toolIds: readTools(values),
    },
  };
}

type FileValue = NonNullable<Values[string][string]['files']>[number];

/** A name is only shown: nobody needs all of a long one. */
const maxFileName = 60;

function readFile(file: FileValue | undefined): SentFile | undefined {
  if (typeof file?.id !== 'string') return undefined;
  const { id, name, url_private_download: address } = file;
  return {
    id,
    name:
      typeof name === 'string' ? cut(storable(name).trim(), maxFileName) || undefined : undefined,
    address: typeof address === 'string' && address !== '' ? address : undefined,
  };
}

/** What is shown while a list is read. */
export const readingModal: ModalView = messageModal(importTitle, formTexts.reading);

/** The same where it takes longer. */
export function askingModal(asked: number, of: number): ModalView {
  return messageModal(importTitle, askedSoFarText(asked, of));
}
