import * as z from 'zod';
import { datepicker, modalInputs, plainTextInput, timepicker } from './input-elements.ts';
import {
  button,
  checkboxes,
  feedbackButtons,
  iconButton,
  imageElement,
  overflow,
  radioButtons,
} from './press-elements.ts';
import { richText } from './rich-text.ts';
import { multiSelects, selects } from './select-elements.ts';
import type { Surface } from './surfaces.ts';
import {
  anyText,
  hasOneImage,
  identifier,
  imageFields,
  mrkdwn,
  oneImage,
  plainText,
} from './texts.ts';

const everywhere = [
  checkboxes,
  datepicker,
  radioButtons,
  timepicker,
  ...selects,
  ...multiSelects,
] as const;
const actionElement = z.discriminatedUnion('type', [button, overflow, ...everywhere]);
const accessory = z.discriminatedUnion('type', [button, overflow, imageElement, ...everywhere]);
const inputElement = z.discriminatedUnion('type', [plainTextInput, ...everywhere]);
const modalInputElement = z.discriminatedUnion('type', [
  plainTextInput,
  ...everywhere,
  ...modalInputs,
]);

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: identifier,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, {
    message: 'must have at least one of: text, fields',
  });

const image = z
  .strictObject({
    type: z.literal('image'),
    block_id: identifier,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
    ...imageFields,
  })
  .refine(hasOneImage, oneImage);

const plainBlocks = [
  section,
  image,
  z.strictObject({ type: z.literal('divider'), block_id: identifier }),
  z.strictObject({ type: z.literal('header'), block_id: identifier, text: plainText(150) }),
  z.strictObject({
    type: z.literal('context'),
    block_id: identifier,
    elements: z
      .array(z.discriminatedUnion('type', [imageElement, plainText(3000), mrkdwn(3000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id: identifier,
    elements: z.array(actionElement).min(1).max(25),
  }),
] as const;

const inputFields = {
  type: z.literal('input'),
  block_id: identifier,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
};
const input = z.strictObject({ ...inputFields, element: inputElement });
const modalInput = z.strictObject({ ...inputFields, element: modalInputElement });

const alert = z.strictObject({
  type: z.literal('alert'),
  block_id: identifier,
  text: anyText(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});
const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: identifier,
  text: z.string().min(1).max(12_000),
});
const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  block_id: identifier,
  elements: z
    .array(z.discriminatedUnion('type', [feedbackButtons, iconButton]))
    .min(1)
    .max(5),
});

/** What one block must look like on each surface. Blocks that the sandbox does not know are refused. */
export const blockOn = {
  modal: z.discriminatedUnion('type', [...plainBlocks, richText, modalInput, alert]),
  home: z.discriminatedUnion('type', [...plainBlocks, richText, input]),
  message: z.discriminatedUnion('type', [
    ...plainBlocks,
    richText,
    input,
    markdown,
    contextActions,
  ]),
  // chat.unfurl takes no rich text.
  unfurl: z.discriminatedUnion('type', [...plainBlocks]),
} as const satisfies Record<Surface, z.ZodType>;
