import { type SlackPaces, slackPaces } from '../../src/platform/slack/paces.ts';

/** For a Slack without limits. */
const endless = { perMinute: 6_000_000, burst: 100_000 };

/** Nothing has to wait for Slack's limits. */
export const noPaces: SlackPaces = {
  lookUps: { ...slackPaces.lookUps, ...endless },
  messages: { ...slackPaces.messages, ...endless },
  dmPauseMs: 0,
  refreshes: { ...slackPaces.refreshes, ...endless },
  looks: { ...slackPaces.looks, ...endless },
  lists: { ...slackPaces.lists, ...endless },
  crowds: { ...slackPaces.crowds, ...endless },
};
