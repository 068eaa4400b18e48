import { randomUUID } from 'node:crypto';
import type { AllMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { beforeAnswer, type Patience } from '../../platform/process/deadline.ts';
import type { NewWorkspace } from '../../workspaces/rules.ts';
import type { ActingRequester, AdminRequester, Requester } from '../rules.ts';
import { requesterOf } from '../use-cases/asker.ts';
import {
  type ActorDeps,
  adminsToAsk,
  identifyActingPerson,
  identifyRequester,
  lookUpActor,
  orStranger,
} from './actor.ts';

// Who may do it stands at each registration: app.action(id, admins.acked(handler)). A guard finds out who it is; for
// admins it makes the requester without which nothing of an admin's can be called. Whether they are one is decided
// where the rows are (../admin.ts), so that nothing can change in between.

/** What of Bolt's arguments a guard needs. */
type Asked = Pick<AllMiddlewareArgs, 'client' | 'context'>;

interface Acked extends Asked {
  readonly ack: () => Promise<void>;
}

type Handler<Args, Who> = (args: Args, requester: Who) => Promise<void>;
type Listener<Args> = (args: Args) => Promise<void>;

/** Makes listeners of handlers, which are given who it is. */
interface Guard<Needed, Who> {
  /** Acknowledges before anything else; what comes of it is said by other ways. */
  acked<Args extends Acked & Needed>(handle: Handler<Args, Who>): Listener<Args>;
  /** Leaves it to the handler to acknowledge with an answer, so what comes before may not take long. */
  answering<Args extends Asked & Needed>(handle: Handler<Args, Who>): Listener<Args>;
  /** For events: nobody waits for what comes of them. */
  told<Args extends Asked & Needed>(handle: Handler<Args, Who>): Listener<Args>;
}

/** Who may do what. */
export interface Guards {
  /** For what isn't an admin's matter. */
  readonly everybody: Guard<unknown, Requester>;
  /** For what only admins may see; Slack's word on the person may be a minute old. */
  readonly adminsLooking: Guard<unknown, AdminRequester>;
  /**
   * For what changes something or shows a link: Slack is asked anew about whoever may, so that who was deactivated or is
   * no Slack admin any more is refused at once.
   */
  readonly admins: Guard<{ readonly body: object }, ActingRequester>;
}

/** The guards for registrations. */
export function guardsOf(deps: Pick<ActorDeps, 'database' | 'people'>): Guards {
  const identify = ({ client, context }: Asked, patience: Patience) =>
    identifyRequester(deps, client, context, patience);
  return {
    everybody: guard(identify),
    adminsLooking: guard(
      async (args, patience) => (await identify(args, patience)) as AdminRequester,
    ),
    admins: guard(async ({ client, context, body }, patience) => {
      const requester = await identifyActingPerson(deps, client, context, patience);
      return { ...requester, requestKey: requestKeyOf(body) } as ActingRequester;
    }),
  };
}

function guard<Needed, Who>(
  identify: (args: Asked & Needed, patience: Patience) => Promise<Who>,
): Guard<Needed, Who> {
  return {
    acked: (handle) => async (args) => {
      await args.ack();
      await handle(args, await identify(args, {}));
    },
    answering: (handle) => async (args) => handle(args, await identify(args, beforeAnswer)),
    told: (handle) => async (args) => handle(args, await identify(args, {})),
  };
}

/**
 * Somebody for whom something goes on that they began as an admin, without them asking anew. Slack's word on them may be
 * a minute old, or older where Slack says nothing newer.
 */
export async function requesterInAbsence(
  deps: Pick<ActorDeps, 'database' | 'people'>,
  client: WebClient,
  { slackTeamId, name }: Pick<NewWorkspace, 'slackTeamId' | 'name'>,
  slackUserId: string,
): Promise<AdminRequester> {
  const asked = deps.people.person(client, slackTeamId, slackUserId);
  const person = await orStranger(asked, slackUserId);
  return (await requesterOf(deps.database, { slackTeamId, name }, person)) as AdminRequester;
}

/** Slack gives every command, click and submission a trigger of its own. */
function requestKeyOf(body: object): string {
  return 'trigger_id' in body ? String(body.trigger_id) : randomUUID();
}

/** Says whom to ask; gives how to say it anew with more people, should Slack name them later. */
type TellWhomToAsk<Args> = (
  args: Args,
  adminIds: readonly string[],
) => Promise<(adminIds: readonly string[]) => Promise<unknown>>;

/** A handler for admins which tells everybody else whom to ask. */
export function orTellWhomToAsk<Args extends Asked, Who extends AdminRequester>(
  deps: ActorDeps,
  tell: TellWhomToAsk<Args>,
  handle: Handler<Args, Who>,
): Handler<Args, Who> {
  return async (args, requester) => {
    const { isAdmin } = await lookUpActor(deps, requester);
    if (isAdmin) return await handle(args, requester);
    const { known, later } = await adminsToAsk(deps, args.client, requester);
    const tellAnew = await tell(args, known);
    const more = await later;
    if (more) await tellAnew(more);
  };
}
