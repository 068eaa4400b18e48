import * as z from 'zod';

/** A plain_text object of 1 to `max` characters. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

/** A mrkdwn object of 1 to `max` characters. */
export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

/** Either kind of text object, 1 to `max` characters. */
export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

/** The name of a block or of an action: 1 to 255 characters; Slack makes one up when it is missing. */
export const identifier = z.string().min(1).max(255).optional();

/** An address that Slack's client can open: any scheme, 3000 characters at most. */
export const webAddress = z
  .string()
  .max(3000)
  .refine((url) => URL.canParse(url), 'must be a valid URL');

/** An image's address: Slack fetches it, so only http and https. */
export const imageAddress = z
  .string()
  .max(3000)
  .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), 'must be an http(s) URL');

const slackFile = z
  .strictObject({ id: z.string().min(1).optional(), url: z.string().min(1).optional() })
  .refine((file) => (file.id === undefined) !== (file.url === undefined), {
    message: 'must have exactly one of: id, url',
  });

/** The fields that name an image; exactly one of them: see `hasOneImage`. */
export const imageFields = {
  image_url: imageAddress.optional(),
  slack_file: slackFile.optional(),
};

/** True when exactly one source of the image is given. */
export function hasOneImage(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}

/** What to say when `hasOneImage` is false. */
export const oneImage = 'must have exactly one of: image_url, slack_file';

/**
 * The confirm dialog of an element. The reference asks for all four texts, though the types of the
 * SDK let three of them go. https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
 */
export const confirmDialog = z
  .strictObject({
    title: plainText(100),
    text: anyText(300),
    confirm: plainText(30),
    deny: plainText(30),
    style: z.enum(['primary', 'danger']).optional(),
  })
  .optional();
