import * as z from 'zod';
import { choiceProblems, optionGroup, selectOption } from './options.ts';
import { confirmDialog, identifier, plainText } from './texts.ts';

const common = {
  action_id: identifier,
  placeholder: plainText(150).optional(),
  confirm: confirmDialog,
  focus_on_load: z.boolean().optional(),
};
const max_selected_items = z.int().min(1).optional();
const choices = {
  options: z.array(selectOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const someOptions = z.array(selectOption).min(1).max(100).optional();
const someIds = z.array(z.string().min(1)).min(1).optional();
const min_query_length = z.int().min(0).optional();
const default_to_current_conversation = z.boolean().optional();
const response_url_enabled = z.boolean().optional();
const filter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((fields) => Object.keys(fields).length > 0, 'must have at least one field')
  .optional();

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...common,
    ...choices,
    initial_option: selectOption.optional(),
  })
  .superRefine((element, context) => {
    for (const [field, message] of choiceProblems(element, true)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...common,
    ...choices,
    initial_options: someOptions,
    max_selected_items,
  })
  .superRefine((element, context) => {
    for (const [field, message] of choiceProblems(element, true)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

/** Every select menu. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
export const selects = [
  staticSelect,
  z.strictObject({
    type: z.literal('external_select'),
    ...common,
    initial_option: selectOption.optional(),
    min_query_length,
  }),
  z.strictObject({
    type: z.literal('users_select'),
    ...common,
    initial_user: z.string().min(1).optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...common,
    initial_conversation: z.string().min(1).optional(),
    default_to_current_conversation,
    response_url_enabled,
    filter,
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...common,
    initial_channel: z.string().min(1).optional(),
    response_url_enabled,
  }),
] as const;

/** Every menu with several choices. https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element */
export const multiSelects = [
  multiStaticSelect,
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...common,
    initial_options: someOptions,
    min_query_length,
    max_selected_items,
  }),
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...common,
    initial_users: someIds,
    max_selected_items,
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...common,
    initial_conversations: someIds,
    default_to_current_conversation,
    filter,
    max_selected_items,
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...common,
    initial_channels: someIds,
    max_selected_items,
  }),
] as const;
