import { newId } from './state.ts';
import type { World } from './world.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
const triggerLifeMs = 3000;
/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const responseLifeMs = 30 * 60_000;
const maxResponses = 5;

/** A trigger id for what this person just did in a conversation, or elsewhere. */
export function issueTrigger(world: World, user: string, channel?: string): string {
  const { state } = world;
  const now = world.now();
  for (const [id, trigger] of Object.entries(state.triggers)) {
    if (now - trigger.issuedAt > responseLifeMs) delete state.triggers[id];
  }
  const id = `${Math.floor(now)}.${newId('', 8).toLowerCase()}.${newId('', 24).toLowerCase()}`;
  state.triggers[id] = { user, ...(channel && { channel }), issuedAt: now, usedAt: null };
  return id;
}

/** Uses a trigger id up; gives whose it was and where they were, or Slack's error. It works once, within 3 s. */
export function useTrigger(
  world: World,
  id: string,
): { user: string; channel?: string } | { error: string } {
  const trigger = world.state.triggers[id];
  if (!trigger) return { error: 'invalid_trigger_id' };
  if (trigger.usedAt !== null) return { error: 'exchanged_trigger_id' };
  if (world.now() - trigger.issuedAt > triggerLifeMs) return { error: 'expired_trigger_id' };
  trigger.usedAt = world.now();
  const { user, channel } = trigger;
  return { user, ...(channel && { channel }) };
}

/** A response_url for this conversation; for a click, also for the message clicked on. */
export function issueResponseUrl(
  world: World,
  to: {
    user: string;
    channel: string;
    messageTs?: string;
    ephemeralId?: string;
    threadTs?: string;
  },
): string {
  const { state } = world;
  const now = world.now();
  for (const [id, url] of Object.entries(state.responseUrls)) {
    if (now - url.issuedAt > responseLifeMs * 2) delete state.responseUrls[id];
  }
  const id = newId('', 24);
  state.responseUrls[id] = {
    user: to.user,
    channel: to.channel,
    messageTs: to.messageTs ?? null,
    ephemeralId: to.ephemeralId ?? null,
    threadTs: to.threadTs ?? null,
    uses: 0,
    issuedAt: now,
  };
  return `${world.address}/response/${id}`;
}

/** Why a response_url may not be used now; null when it may. */
export function responseUrlError(world: World, id: string): 'expired_url' | 'used_url' | null {
  const url = world.state.responseUrls[id];
  if (!url || world.now() - url.issuedAt > responseLifeMs) return 'expired_url';
  return url.uses >= maxResponses ? 'used_url' : null;
}
