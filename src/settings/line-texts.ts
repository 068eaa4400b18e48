import type { WorkspaceSettings } from '../workspaces/rules.ts';
import type { NamedSettings } from './rules.ts';
import {
  domainsText,
  requestsToTexts,
  secondStepTexts,
  settingsLabels,
  settingsTabTexts,
} from './texts.ts';

/** A line with a channel's id behind it. */
export interface EndsInChannel {
  readonly text: string;
  readonly channel: string;
}

/** How things are set, a line for each setting but the seats; one may end with a channel, which Slack shows by its name. */
export function settingLines({ name, settings }: NamedSettings): (string | EndsInChannel)[] {
  const onOff = (on: boolean): string => (on ? settingsTabTexts.on : settingsTabTexts.off);
  return [
    `${settingsLabels.name}: ${name}`,
    `${settingsLabels.allowedDomains}: ${domainsText(settings)}`,
    `${settingsLabels.linkWarnings}: ${onOff(settings.linkWarnings)}`,
    `${settingsLabels.slackAdminsAreAdmins}: ${onOff(settings.slackAdminsAreAdmins)}`,
    `${settingsLabels.followDeactivations}: ${onOff(settings.followDeactivations)}`,
    `${settingsLabels.joinedMessages}: ${onOff(settings.joinedMessages)}`,
    `${settingsLabels.undoSends}: ${onOff(settings.undoSends)}`,
    `${settingsLabels.reminders}: ${onOff(settings.reminders)}`,
    `${settingsLabels.weeklySummary}: ${onOff(settings.weeklySummary)}`,
    requestsLine(settings.requests),
    ...(settings.requests.approvedDomains.length > 0
      ? [`${settingsLabels.approvedDomains}: ${settings.requests.approvedDomains.join(', ')}`]
      : []),
    `${settingsLabels.secondStep}: ${secondStepTexts[settings.secondStep]}`,
  ];
}

function requestsLine({ to, channel }: WorkspaceSettings['requests']): string | EndsInChannel {
  const text = `${settingsLabels.requestsTo}: ${requestsToTexts[to]}`;
  return to === 'channel' && channel !== undefined ? { text: `${text},`, channel } : text;
}
