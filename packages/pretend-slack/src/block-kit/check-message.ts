import * as z from 'zod';
import { blockOn } from './blocks.ts';
import { optionGroup, selectOption } from './options.ts';
import { problemAt, problemsBy } from './problems.ts';
import { imageAddress, plainText } from './texts.ts';
import { misplacedResponseUrls, problemsBetween } from './whole.ts';

const attachmentFields = {
  fallback: z.string().optional(),
  color: z.string().optional(),
  pretext: z.string().optional(),
  author_name: z.string().optional(),
  author_link: z.string().optional(),
  author_icon: z.string().optional(),
  title: z.string().optional(),
  title_link: z.string().optional(),
  text: z.string().optional(),
  image_url: imageAddress.optional(),
  thumb_url: imageAddress.optional(),
  footer: z.string().optional(),
  footer_icon: z.string().optional(),
  ts: z.union([z.string(), z.number()]).optional(),
  mrkdwn_in: z.array(z.enum(['pretext', 'text', 'fields'])).optional(),
};

// A message has many more fields (who, where, how), which are not the Block Kit's business.
const message = z.looseObject({
  text: z.string().max(40_000).optional(),
  blocks: z.array(blockOn.message).max(50).optional(),
  attachments: z
    .array(
      z.strictObject({
        ...attachmentFields,
        blocks: z.array(blockOn.message).max(50).optional(),
      }),
    )
    .max(100)
    .optional(),
});

const unfurl = z
  .strictObject({
    ...attachmentFields,
    blocks: z.array(blockOn.unfurl).min(1).max(50).optional(),
    preview: z
      .strictObject({
        title: plainText(3000).optional(),
        subtitle: plainText(3000).optional(),
        icon_url: imageAddress.optional(),
      })
      .optional(),
    hide_color: z.boolean().optional(),
  })
  .refine((fields) => fields.blocks ?? fields.text ?? fields.title ?? fields.preview, {
    message: 'must have something to show',
  });

const suggestions = z.union([
  z.strictObject({ options: z.array(selectOption).max(100) }),
  z.strictObject({ option_groups: z.array(optionGroup).max(100) }),
]);

function hasContent(content: Record<string, unknown>): boolean {
  const { text, blocks, attachments } = content;
  return (
    (typeof text === 'string' && text !== '') ||
    (Array.isArray(blocks) && blocks.length > 0) ||
    (Array.isArray(attachments) && attachments.length > 0)
  );
}

/**
 * Everything for which real Slack would refuse this message, each with the JSON pointer of the
 * place; an empty list when it would be posted. https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function checkMessage(content: unknown): string[] {
  const problems = problemsBy(message, content);
  if (typeof content !== 'object' || content === null) return problems;
  const fields = content as Record<string, unknown>;
  if (!hasContent(fields)) problems.push(problemAt('no text and no blocks', [], ''));
  return [
    ...problems,
    ...problemsBetween(fields.blocks),
    ...misplacedResponseUrls(fields.blocks, 'message'),
  ];
}

/** The same for what is shown under one link. https://docs.slack.dev/reference/methods/chat.unfurl */
export function checkUnfurl(content: unknown, url: string): string[] {
  const prefix = `/unfurls/${url}`;
  const blocks = (content as { blocks?: unknown } | null | undefined)?.blocks;
  return [...problemsBy(unfurl, content, prefix), ...problemsBetween(blocks, prefix)];
}

/** The same for the answer to a block_suggestion. */
export function checkSuggestions(content: unknown): string[] {
  const isGrouped = typeof content === 'object' && content !== null && 'option_groups' in content;
  return problemsBy(suggestions.options[isGrouped ? 1 : 0], content);
}
