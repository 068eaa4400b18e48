import type { KnownBlock, ModalView } from '@slack/types';
import { parseRole, type Role } from '../../members/rules.ts';
import { roleField } from '../../members/slack/role-field.ts';
import { messageModal, plain, section } from '../../shared/blocks.ts';
import { type ImportId, parseImportId } from '../../shared/ids.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { maxMessageLength } from '../rules.ts';
import { formTexts, importTitle } from '../texts.ts';

export const formCallback = 'imports.form';
export const listBlock = 'list';
const listInput = 'imports.list';
const peopleBlock = 'people';
const peopleInput = 'imports.people';
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

/** What stands in the form from the beginning, and what is said above it. */
export interface Filled {
  readonly list?: string;
  readonly role?: Role;
  readonly message?: string | undefined;
  readonly notice?: string;
}

/** Slack takes no longer text in a field. */
export const maxListLength = 3000;

/** Where lists and people come in. More people for a draft take its role and message. */
export function formModal({ id }: FormState, filled: Filled = {}): ModalView {
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: JSON.stringify({ id }),
    title: plain(importTitle),
    submit: plain(formTexts.submit),
    close: plain(formTexts.close),
    blocks: [
      ...(filled.notice ? [section(plain(filled.notice))] : []),
      {
        type: 'input',
        block_id: listBlock,
        optional: true,
        label: plain(formTexts.list.label),
        hint: plain(formTexts.list.hint),
        element: {
          type: 'plain_text_input',
          action_id: listInput,
          multiline: true,
          focus_on_load: true,
          max_length: maxListLength,
          placeholder: plain(formTexts.list.placeholder, 150),
          ...(filled.list && { initial_value: filled.list }),
        },
      },
      {
        type: 'input',
        block_id: peopleBlock,
        optional: true,
        label: plain(formTexts.people.label),
        hint: plain(formTexts.people.hint),
        element: {
          type: 'multi_users_select',
          action_id: peopleInput,
          placeholder: plain(formTexts.people.placeholder),
        },
      },
      ...(id === undefined ? forAll(filled) : []),
    ],
  };
}

function forAll({ role = 'member', message }: Filled): KnownBlock[] {
  return [
    roleField(roleBlock, roleInput, role),
    {
      type: 'input',
      block_id: messageBlock,
      optional: true,
      label: plain(formTexts.message.label),
      hint: plain(formTexts.message.hint),
      element: {
        type: 'plain_text_input',
        action_id: messageInput,
        multiline: true,
        max_length: maxMessageLength,
        placeholder: plain(formTexts.message.placeholder, 150),
        ...(message && { initial_value: message }),
      },
    },
  ];
}

/** What somebody typed and chose in the form. */
export interface TypedForm {
  readonly list: string;
  readonly people: readonly string[];
  readonly role: Role;
  readonly message: string | undefined;
}

interface Values {
  readonly [block: string]: {
    readonly [input: string]: {
      readonly value?: string | null;
      readonly selected_users?: readonly string[];
      readonly selected_option?: { readonly value: string } | null;
    };
  };
}

export function readForm(values: Values): TypedForm {
  return {
    list: values[listBlock]?.[listInput]?.value ?? '',
    people: values[peopleBlock]?.[peopleInput]?.selected_users ?? [],
    role: parseRole(values[roleBlock]?.[roleInput]?.selected_option?.value) ?? 'member',
    message: values[messageBlock]?.[messageInput]?.value?.trim() || undefined,
  };
}

/** What is shown while a list is read. */
export const readingModal: ModalView = messageModal(importTitle, formTexts.reading);
