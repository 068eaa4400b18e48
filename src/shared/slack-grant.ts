/** What the app acts with in a team: the bot's token and, when that ends, the one that renews it. */
export interface SlackTokens {
  readonly bot: string;
  readonly refresh: string | undefined;
  /** How long the bot's token works; undefined when it never ends. */
  readonly lifeMs: number | undefined;
}

/** What a team gave the app when it installed it. */
export interface SlackGrant {
  /** Slack's id of the team. */
  readonly slackId: string;
  readonly name: string;
  /** The address of the team in Slack, `https://corp.slack.com/`. */
  readonly url: string | undefined;
  readonly slackAppId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly scopes: readonly string[];
  readonly installerSlackUser: string;
  readonly tokens: SlackTokens;
}
