import type { ActorDeps } from '../../members/slack/actor.ts';
import type { ManageDeps } from '../use-cases/manage.ts';

/** What the invitations' Slack handlers work with. */
export interface InvitationSlackDeps extends ManageDeps, ActorDeps {
  /** The command's configured name; others are answered, too. */
  readonly command: string;
  /** Whether there is a mail server. */
  readonly sendsEmail: boolean;
  readonly countHelpFeedback: (helpful: boolean) => void;
}
