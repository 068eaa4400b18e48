import type { ImageElement, TextObject } from '@slack/types';
import { Mrkdwn } from './mrkdwn.tsx';
import type { Surface } from './surface.ts';

/** A text object: mrkdwn, or plain text with its line breaks. */
export function Text({ text, at }: { text: TextObject; at: Surface }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} at={at} />;
  return <span class="plain">{text.text}</span>;
}

type Source = { image_url?: string; slack_file?: { url?: string; id?: string } };

function addressOf(image: Source): string | undefined {
  const url = image.image_url ?? image.slack_file?.url;
  return url && /^https?:/i.test(url) ? url : undefined;
}

/** A small picture beside a text. */
export function SmallImage({ image }: { image: ImageElement }) {
  return <img class="thumb" src={addressOf(image)} alt={image.alt_text} loading="lazy" />;
}

/** A picture on its own. */
export function BigImage({ image }: { image: Source & { alt_text: string } }) {
  return <img class="picture" src={addressOf(image)} alt={image.alt_text} loading="lazy" />;
}
