import * as z from 'zod';
import { confirmDialog, identifier, plainText } from './texts.ts';

const dispatch_action_config = z
  .strictObject({
    trigger_actions_on: z
      .array(z.enum(['on_enter_pressed', 'on_character_entered']))
      .min(1)
      .max(2)
      .optional(),
  })
  .optional();

const typed = {
  action_id: identifier,
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
  dispatch_action_config,
};
const picked = {
  action_id: identifier,
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
  confirm: confirmDialog,
};

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  })
  .superRefine((element, context) => {
    const max = element.max_length ?? 3000;
    if ((element.min_length ?? 0) > max) {
      const message = 'must not be more than max_length';
      context.addIssue({ code: 'custom', path: ['min_length'], message });
    }
    if ((element.initial_value ?? '').length > max) {
      const message = 'must not be longer than max_length';
      context.addIssue({ code: 'custom', path: ['initial_value'], message });
    }
  });

const initial_value = z.string().max(3000).optional();
const numeral = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
  .optional();

/** Inputs that only a modal takes. https://docs.slack.dev/reference/block-kit/block-elements */
export const modalInputs = [
  z.strictObject({ type: z.literal('email_text_input'), ...typed, initial_value }),
  z.strictObject({ type: z.literal('url_text_input'), ...typed, initial_value }),
  z
    .strictObject({
      type: z.literal('number_input'),
      ...typed,
      is_decimal_allowed: z.boolean(),
      initial_value: numeral,
      min_value: numeral,
      max_value: numeral,
    })
    .refine(
      (element) => Number(element.min_value ?? -Infinity) <= Number(element.max_value ?? Infinity),
      { path: ['min_value'], message: 'must not be more than max_value' },
    ),
  z.strictObject({
    type: z.literal('file_input'),
    action_id: identifier,
    filetypes: z
      .array(z.string().regex(/^[a-z0-9]+$/i, 'must be a file extension without its dot'))
      .min(1)
      .optional(),
    max_files: z.int().min(1).max(10).optional(),
  }),
] as const;

/** https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element */
export const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...picked,
  initial_date: z.iso.date('must be a date as YYYY-MM-DD').optional(),
});

/** https://docs.slack.dev/reference/block-kit/block-elements/time-picker-element */
export const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...picked,
  initial_time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm')
    .optional(),
  timezone: z.string().min(1).optional(),
});
