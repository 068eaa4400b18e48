import type { WebClient } from '@slack/web-api';
import type { AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { within } from '../../platform/process/deadline.ts';
import { slackErrorName } from '../../platform/slack/retry.ts';
import { changedSettings } from '../form.ts';
import type { SettingsForm, SettingsShown } from '../rules.ts';
import { settingsForAdmin } from '../use-cases/settings.ts';
import { requestsHereMessage } from './blocks.ts';

/** The settings are saved after it, within the 3 s in which Slack wants an answer. */
const maxWaitMs = 1500;

/**
 * Whether requests can go to the channel that an admin has just chosen for them: the app says there that they come. True
 * where no channel was chosen, and where the settings won't be saved anyway. Throws when Slack doesn't answer.
 */
export async function canPostRequests(
  deps: { readonly database: Database },
  client: WebClient,
  requester: AdminRequester,
  { shown, form }: { shown: SettingsShown; form: SettingsForm },
): Promise<boolean> {
  const found = await settingsForAdmin(deps, requester);
  if (!found.ok) return true;
  const wanted = changedSettings(found.value, shown, form);
  if (!wanted.ok) return true;
  const [before, after] = [found.value.settings.requests, wanted.value.settings.requests];
  const isSame = before.to === after.to && before.channel === after.channel;
  if (after.to !== 'channel' || after.channel === undefined || isSame) return true;
  try {
    const message = { channel: after.channel, ...requestsHereMessage() };
    await within(maxWaitMs, client.chat.postMessage(message));
    return true;
  } catch (error) {
    // Whatever else Slack says, it says why the app may not post there.
    if (slackErrorName(error) === undefined) throw error;
    return false;
  }
}
