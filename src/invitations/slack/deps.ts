import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { AdminRequester, IdentifiedRequester, Role } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import type { HomeTab } from '../../members/slack/home-tab.ts';
import type { Trigger } from '../../platform/slack/open-modal.ts';
import type { RetryDeps } from '../../platform/slack/retry.ts';
import type { SlackScopes } from '../../platform/slack/scopes.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import type { InviteDetails, MentionedGroup } from '../rules.ts';
import type { ManageDeps } from '../use-cases/manage.ts';

/** Whom somebody wants to invite, as they typed and chose them. */
export interface TypedList {
  readonly typed: string;
  /** Slack users. */
  readonly people: readonly string[];
  /** Everybody in them is meant. */
  readonly groups: readonly MentionedGroup[];
  readonly role: Role;
  readonly details: InviteDetails;
}

/** Where lists go that are too long to be sent unseen: what will happen to everybody in them is shown first. */
export interface Lists {
  /** Opens the form for them. */
  open(trigger: Trigger, requester: AdminRequester): Promise<void>;
  /** Shows it in the dialog in which the list was typed. */
  lookHere(
    args: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs,
    requester: AdminRequester,
    list: TypedList,
  ): Promise<void>;
  /** Shows it in a dialog of its own. */
  look(trigger: Trigger, requester: AdminRequester, list: TypedList): Promise<void>;
}

/** What the acts on single invitations work with, in Home and below messages. */
export interface InvitationRowsDeps extends ActorDeps, ManageDeps, RetryDeps {
  readonly home: HomeTab;
  /** Says of an invitation's links, wherever they were posted, that they are dead. */
  readonly correctPosted: (
    client: WebClient,
    workspaceId: WorkspaceId,
    of: { invitationId: InvitationId },
  ) => Promise<void>;
}

/** Where members are led who may not invite: they can ask admins to. */
export interface Requests {
  mayAsk(requester: IdentifiedRequester): boolean;
  /** Opens the dialog, with the first of the addresses that they typed. */
  open(trigger: Trigger, typed: readonly string[]): Promise<void>;
}

/** What the invitations' Slack handlers work with. */
export interface InvitationSlackDeps extends ManageDeps, ActorDeps, RetryDeps {
  /** The command's configured name; others are answered, too. */
  readonly command: string;
  /** Whether there is a mail server. */
  readonly sendsEmail: boolean;
  /** Whether Slack's events reach the app: false when it is time to say that they don't. */
  readonly slackEvents: () => Promise<boolean | undefined>;
  readonly lists: Lists;
  readonly requests: Requests;
  readonly slackScopes: SlackScopes;
  readonly countHelpFeedback: (helpful: boolean) => void;
}
