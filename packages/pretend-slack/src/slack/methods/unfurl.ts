import type { MessageAttachment } from '@slack/types';
import { checkUnfurl } from '../../block-kit/check-message.ts';
import { neededObject, neededText, textArgument } from '../arguments.ts';
import { withIds } from '../elements.ts';
import { findMessage } from '../messages.ts';
import { findChannel, type Json, type Unfurl } from '../state.ts';
import { announce, type World } from '../world.ts';
import { type ApiAnswer, failed, refusedBlocks } from './method.ts';

interface Target {
  links: string[];
  unfurls: Record<string, Unfurl>;
  change: { channel: string; ts: string };
}

function targetOf(world: World, args: Json): Target | { error: string } {
  const unfurlId = textArgument(args, 'unfurl_id');
  if (unfurlId !== undefined) {
    const source = neededText(args, 'source');
    const composed = world.state.compositions[unfurlId];
    if (source === 'composer' && composed) {
      return { ...composed, change: { channel: 'COMPOSER', ts: unfurlId } };
    }
    const posted = world.state.messages.find((one) => one.unfurlId === unfurlId);
    if (source !== 'conversations_history' || !posted) return { error: 'cannot_find_message' };
    return { ...posted, change: { channel: posted.channel, ts: posted.ts } };
  }
  const channel = neededText(args, 'channel');
  const ts = neededText(args, 'ts');
  if (!findChannel(world.state, channel)) return { error: 'cannot_find_channel' };
  const message = findMessage(world, channel, ts);
  return message ? { ...message, change: { channel, ts } } : { error: 'cannot_find_message' };
}

/**
 * Shows something under links that the app was told about, and only under those. Membership is not
 * needed. A second call changes the same unfurl. https://docs.slack.dev/reference/methods/chat.unfurl
 */
export function unfurlLinks(world: World, args: Json): ApiAnswer {
  const unfurls = neededObject(args, 'unfurls');
  const target = targetOf(world, args);
  if ('error' in target) return failed(target.error);
  const urls = Object.keys(unfurls);
  if (urls.length === 0) return failed('missing_unfurls');
  if (urls.some((url) => !target.links.includes(url))) {
    const problems = urls
      .filter((url) => !target.links.includes(url))
      .map((url) => `not one of the event's links: ${url}`);
    return refusedBlocks(world, 'chat.unfurl', 'cannot_unfurl_url', problems, unfurls);
  }
  const problems = urls.flatMap((url) => checkUnfurl(unfurls[url], url));
  if (problems.length > 0) {
    return refusedBlocks(world, 'chat.unfurl', 'invalid_blocks', problems, unfurls);
  }
  for (const [url, content] of Object.entries(unfurls as Record<string, MessageAttachment>)) {
    target.unfurls[url] = {
      ...content,
      ...(content.blocks && { blocks: withIds(content.blocks) }),
      id: target.unfurls[url]?.id ?? Object.keys(target.unfurls).length + 1,
      app_unfurl_url: url,
    };
  }
  announce(world, { kind: 'unfurl', ...target.change });
  return { ok: true };
}
