import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { within } from '../process/deadline.ts';

/** What the app may do in each team beyond what it can't do without. */
export interface SlackScopes {
  /**
   * The scopes that whoever installed the app in the team has allowed, by Slack's word of the last minutes. None where
   * Slack has said nothing in time: people wait for the answer. Never rejects.
   */
  of(client: WebClient, slackTeamId: string): Promise<ReadonlySet<string>>;
}

/** For so long Slack's word counts: whoever allows more sees it soon. */
const keptMs = 2 * 60_000;
/** A dialog opens within three seconds or not at all. */
const maxWaitMs = 700;
const maxTeams = 10_000;

const none: ReadonlySet<string> = new Set();

/** Nothing is known yet. */
export function createSlackScopes(): SlackScopes {
  const asking = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: maxTeams, ttl: keptMs });
  const last = new LRUCache<string, ReadonlySet<string>>({ max: maxTeams });

  function ask(client: WebClient, slackTeamId: string): Promise<ReadonlySet<string>> {
    const before = asking.get(slackTeamId);
    if (before) return before;
    const asked = scopesOf(client);
    asking.set(slackTeamId, asked);
    asked.then(
      (scopes) => void last.set(slackTeamId, scopes),
      () => void (asking.get(slackTeamId) === asked && asking.delete(slackTeamId)),
    );
    return asked;
  }

  return {
    async of(client, slackTeamId) {
      try {
        return await within(maxWaitMs, ask(client, slackTeamId));
      } catch {
        // What is shown without is less, and nothing wrong.
        return last.get(slackTeamId) ?? none;
      }
    },
  };
}

/** Slack tells them with each answer. https://docs.slack.dev/authentication/installing-with-oauth */
async function scopesOf(client: WebClient): Promise<ReadonlySet<string>> {
  const { response_metadata } = await client.auth.test();
  return new Set(response_metadata?.scopes ?? []);
}
