import * as z from 'zod';
import { identifier } from './texts.ts';

const flag = z.boolean().optional();
const style = z
  .strictObject({ bold: flag, code: flag, italic: flag, strike: flag, underline: flag })
  .optional();
const border = z.union([z.literal(0), z.literal(1)]).optional();
const someText = z.string().min(1);

const text = z.strictObject({ type: z.literal('text'), text: someText, style });
const link = z.strictObject({
  type: z.literal('link'),
  url: someText.max(3000),
  text: z.string().optional(),
  unsafe: flag,
  style,
});

const inline = z.discriminatedUnion('type', [
  text,
  link,
  z.strictObject({
    type: z.literal('broadcast'),
    range: z.enum(['here', 'channel', 'everyone']),
    style,
  }),
  z.strictObject({ type: z.literal('color'), value: someText, style }),
  z.strictObject({ type: z.literal('channel'), channel_id: someText, style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: someText,
    url: z.string().optional(),
    fallback: z.string().optional(),
    style,
  }),
  z.strictObject({
    type: z.literal('emoji'),
    name: someText,
    unicode: z.string().optional(),
    url: z.string().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('team'), team_id: someText, style }),
  z.strictObject({ type: z.literal('user'), user_id: someText, style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: someText, style }),
]);

const section = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(inline).min(1),
});

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: identifier,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        section,
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          elements: z.array(section).min(1),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          border,
        }),
        z.strictObject({
          type: z.literal('rich_text_preformatted'),
          elements: z.array(z.discriminatedUnion('type', [text, link])).min(1),
          language: z.string().min(1).optional(),
          border,
        }),
        z.strictObject({
          type: z.literal('rich_text_quote'),
          elements: z.array(inline).min(1),
          border,
        }),
      ]),
    )
    .min(1),
});
