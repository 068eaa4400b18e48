import type { ActorDeps } from '../../members/slack/actor.ts';
import type { ManageDeps } from '../use-cases/manage.ts';

/** What the invitations' Slack handlers work with. */
export interface InvitationSlackDeps extends ManageDeps, ActorDeps {
  /** The command's configured name; others are answered, too. */
  readonly command: string;
  /** Whether there is a mail server. */
  readonly sendsEmail: boolean;
  /** Whether Slack's events reach the app: false when it is time to say that they don't. */
  readonly slackEvents: () => Promise<boolean | undefined>;
  readonly countHelpFeedback: (helpful: boolean) => void;
}
