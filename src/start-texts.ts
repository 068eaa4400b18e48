import type { MailTrouble } from './delivery/mail-trouble.ts';
import { troubleAdvice, troubleReason } from './delivery/texts.ts';
import type { Reach } from './platform/slack/reach.ts';
import { reachTexts } from './reach-texts.ts';
import { nameOnTerminal } from './shared/team-name.ts';

// What stands on a terminal when the app has started: for whoever sets it up, who may know nothing of it yet.

/** What helps somebody whose start was refused by these problems of the configuration; empty when it can't. */
export function firstTimeText(problems: readonly string[]): string {
  const isNew = problems.some((problem) =>
    /^SLACK_(?:CLIENT_ID|SIGNING_SECRET) is not set/.test(problem),
  );
  return isNew
    ? '\nnpm run slack fills in most of this: it makes the app in Slack and writes .env.\n'
    : '';
}

/** What the app has found out about itself. */
export interface StartFindings {
  readonly publicUrl: string;
  readonly command: string;
  readonly teams: TeamsFound;
  /** The server's name and the sender; undefined without email. */
  readonly mail: { readonly host: string; readonly from: string } | undefined;
  readonly mailTrouble: MailTrouble | undefined;
  /** Whether the mail server has said anything yet. */
  readonly isMailKnown: boolean;
  readonly slack: SlackFound;
}

/** Where the app is in Slack: by the one token, or in every team that has installed it. */
export type TeamsFound =
  | {
      readonly by: 'token';
      readonly state: 'ok' | 'unknown' | 'refused' | 'lacks_scopes';
      readonly name: string | undefined;
      readonly homeUrl: string | undefined;
    }
  | {
      readonly by: 'oauth';
      readonly teams: readonly TeamFound[];
      /** How many there are besides. */
      readonly more: number;
      /** Those that have the app though the operator names others. */
      readonly unnamed: readonly string[];
    };

interface TeamFound {
  readonly name: string;
  readonly homeUrl: string | undefined;
}

/** How Slack reaches the app: through a connection of ours, or at its address. */
export type SlackFound =
  | { readonly by: 'socket'; readonly isOpen: boolean }
  | { readonly by: 'http'; readonly reach: Reach; readonly signature: string | undefined };

interface StartLine {
  readonly about: string;
  /** Each on a line of its own. */
  readonly says: readonly string[];
  readonly isTrouble?: boolean;
}

/** Where things are set in Slack. */
const inSlack = 'https://api.slack.com/apps → your app';

/** All that there is to say, in a few lines. */
export function startText(found: StartFindings): string {
  const lines = [teamLine(found), typeLine(found), mailLine(found), slackLine(found)];
  const isWell = lines.every(({ isTrouble }) => !isTrouble);
  const width = 8;
  const shown = lines.flatMap(({ about, says, isTrouble }) =>
    says.map((text, index) => {
      const label = index === 0 ? about : '';
      return `  ${isTrouble && index === 0 ? '!' : ' '} ${label.padEnd(width)}${text}`;
    }),
  );
  const heading = isWell
    ? 'The app is running.'
    : 'The app is running, but what has a ! before it needs you:';
  return `\n  ${heading}\n\n${shown.join('\n')}\n\n`;
}

function teamLine({ teams, publicUrl }: StartFindings): StartLine {
  const about = 'Team';
  if (teams.by === 'oauth') {
    const names = teams.teams.map(({ name }) => nameOnTerminal(name));
    if (teams.more > 0) names.push(`${teams.more} more`);
    const listed = listText(names);
    if (teams.unnamed.length > 0) {
      return {
        about,
        isTrouble: true,
        says: [listed, unnamedText(teams.unnamed.map(nameOnTerminal))],
      };
    }
    if (names.length > 0) return { about, says: [listed] };
    return {
      about,
      isTrouble: true,
      says: [
        'The app is not installed in Slack yet.',
        `Open ${publicUrl}/slack/install and allow it.`,
      ],
    };
  }
  switch (teams.state) {
    case 'ok':
      return { about, says: [nameOnTerminal(teams.name ?? '')] };
    case 'unknown':
      return {
        about,
        isTrouble: true,
        says: ["Slack doesn't answer yet. The app goes on asking; the log says when it does."],
      };
    case 'refused':
      return {
        about,
        isTrouble: true,
        says: [
          "Slack doesn't accept SLACK_BOT_TOKEN.",
          `Copy the Bot User OAuth Token (xoxb-…) from ${inSlack} → OAuth & Permissions, and start again.`,
        ],
      };
    case 'lacks_scopes':
      return {
        about,
        isTrouble: true,
        says: [
          `${nameOnTerminal(teams.name ?? 'Slack')} allows the app less than it needs.`,
          'Update the Slack app from the manifest, install it again, and copy its token.',
        ],
      };
  }
}

function typeLine({ command, teams }: StartFindings): StartLine {
  const [first] = teams.by === 'oauth' ? teams.teams : teams.state === 'ok' ? [teams] : [];
  if (!first)
    return { about: 'Next', says: [`Once that is done, type ${command} in any channel.`] };
  const home = first.homeUrl ? `: ${first.homeUrl}` : ' (in Slack, under Apps)';
  return {
    about: 'Next',
    says: [`Type ${command} in any channel, or open the app's Home tab${home}`],
  };
}

function mailLine({ mail, mailTrouble, isMailKnown }: StartFindings): StartLine {
  const about = 'Email';
  if (!mail) {
    return {
      about,
      says: ['Off (SMTP_URL=none): people get their links from admins, by Copy link in Home.'],
    };
  }
  if (mailTrouble) {
    return {
      about,
      isTrouble: true,
      says: [
        `Can't be sent: ${troubleReason(mailTrouble)}.`,
        `${upper(troubleAdvice(mailTrouble))}.`,
      ],
    };
  }
  if (!isMailKnown) {
    return {
      about,
      isTrouble: true,
      says: [`${mail.host} hasn't answered yet. The log says when it does, or why not.`],
    };
  }
  return { about, says: [`${mail.host} lets the app in. Emails come from ${mail.from}`] };
}

function slackLine({ slack, publicUrl }: StartFindings): StartLine {
  const about = 'Slack';
  if (slack.by === 'socket') {
    return slack.isOpen
      ? { about, says: ['Reaches the app by Socket Mode.'] }
      : {
          about,
          isTrouble: true,
          says: [
            "The connection by Socket Mode doesn't stand yet; the log says why.",
            `SLACK_APP_TOKEN comes from ${inSlack} → Basic Information → App-Level Tokens.`,
          ],
        };
  }
  if (slack.signature === 'wrong') {
    return {
      about,
      isTrouble: true,
      says: [
        "Requests come, but none fits SLACK_SIGNING_SECRET, so it isn't this Slack app's.",
        `Copy it from ${inSlack} → Basic Information → App Credentials, and start again.`,
      ],
    };
  }
  const said = reachTexts(slack.reach, publicUrl);
  if (said) return { about, isTrouble: true, says: said };
  return {
    about,
    says:
      slack.signature === 'ok'
        ? [`Reaches the app at ${publicUrl}.`]
        : [
            `Can reach the app at ${publicUrl}, as far as can be told from here.`,
            `Is the Home tab empty? Press Retry at ${inSlack} → Event Subscriptions.`,
          ],
  };
}

/** Of teams that the operator names no more, or never did, and that are served all the same. */
function unnamedText(teams: readonly string[]): string {
  return `INSTALL_TEAMS doesn't name ${listText(teams)}, but whoever has the app is kept on: remove it in Slack to end that.`;
}

function listText(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
