import type { WebClient } from '@slack/web-api';
import type { SlackPerson } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { beforeAnswer } from '../../platform/process/deadline.ts';
import { isOfNobody } from '../../platform/slack/retry.ts';
import type { NoAddress } from '../rules.ts';

/** Somebody who was chosen in Slack; `name` is undefined when Slack doesn't tell who they are. */
export type ChosenPerson =
  | { readonly slackUserId: string; readonly name: string; readonly address: string }
  | { readonly slackUserId: string; readonly name: string | undefined; readonly why: NoAddress };

/** The person as somebody who was chosen. */
export function asChosen(person: SlackPerson): ChosenPerson {
  const { userId: slackUserId, name, address } = person;
  if (person.isDeactivated) return { slackUserId, name, why: 'deactivated' };
  if (person.isBot) return { slackUserId, name, why: 'bot' };
  if (address === undefined) return { slackUserId, name, why: 'no_address' };
  return { slackUserId, name, address };
}

/**
 * Asks Slack about everybody chosen, side by side and no longer than an answer may wait. Whoever it doesn't tell about
 * is one refusal, and costs the others nothing.
 */
export async function lookUpChosen(
  deps: Pick<ActorDeps, 'people' | 'log'>,
  client: WebClient,
  slackTeamId: string,
  slackUserIds: readonly string[],
): Promise<ChosenPerson[]> {
  return await Promise.all(
    slackUserIds.map(async (slackUserId): Promise<ChosenPerson> => {
      try {
        return asChosen(await deps.people.person(client, slackTeamId, slackUserId, beforeAnswer));
      } catch (err) {
        const why = isOfNobody(err) ? 'not_visible' : 'no_answer';
        if (why === 'no_answer')
          deps.log.warn({ err, slackUserId }, 'Slack tells nothing of somebody');
        return { slackUserId, name: undefined, why };
      }
    }),
  );
}
