import * as z from 'zod';
import { choiceOption, choiceProblems, overflowOption } from './options.ts';
import {
  confirmDialog,
  hasOneImage,
  identifier,
  imageFields,
  oneImage,
  plainText,
  webAddress,
} from './texts.ts';

const focus_on_load = z.boolean().optional();
const accessibility_label = z.string().min(1).max(75).optional();

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const button = z.strictObject({
  type: z.literal('button'),
  action_id: identifier,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: webAddress.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirmDialog,
  accessibility_label,
});

/** https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: identifier,
  options: z.array(overflowOption).min(2).max(5),
  confirm: confirmDialog,
});

/** https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element */
export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    action_id: identifier,
    options: z.array(choiceOption).min(1).max(10),
    initial_option: choiceOption.optional(),
    confirm: confirmDialog,
    focus_on_load,
  })
  .superRefine((element, context) => {
    for (const [field, message] of choiceProblems(element, false)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

/** https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element */
export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    action_id: identifier,
    options: z.array(choiceOption).min(1).max(10),
    initial_options: z.array(choiceOption).min(1).max(10).optional(),
    confirm: confirmDialog,
    focus_on_load,
  })
  .superRefine((element, context) => {
    for (const [field, message] of choiceProblems(element, false)) {
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

/** https://docs.slack.dev/reference/block-kit/block-elements/image-element */
export const imageElement = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2000),
    ...imageFields,
  })
  .refine(hasOneImage, oneImage);

const feedbackButton = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(2000),
  accessibility_label,
});

/** https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element */
export const feedbackButtons = z.strictObject({
  type: z.literal('feedback_buttons'),
  action_id: identifier,
  positive_button: feedbackButton,
  negative_button: feedbackButton,
});

/** https://docs.slack.dev/reference/block-kit/block-elements/icon-button-element */
export const iconButton = z.strictObject({
  type: z.literal('icon_button'),
  action_id: identifier,
  // The reference documents this icon only.
  icon: z.literal('trash'),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  confirm: confirmDialog,
  accessibility_label,
  visible_to_user_ids: z.array(z.string()).optional(),
});
