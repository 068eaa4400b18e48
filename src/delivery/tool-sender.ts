import { NotReachable, postForm } from '../platform/process/outgoing.ts';
import { DeliveryFailed } from './rules.ts';
import { reasons } from './texts.ts';

/** Calls other programs. */
export interface ToolSender {
  /** Sends a form to the address of a tool of a Slack team. Throws DeliveryFailed when it wasn't taken. */
  send(slackTeamId: string, url: string, form: Readonly<Record<string, string>>): Promise<void>;
}

/**
 * Tools in networks of one's own are called only at the hosts that the operator has listed, and only for the teams whose
 * tools they are (undefined for any): a stranger who can install the app reaches nothing in there.
 */
export function createToolSender({
  toolHosts,
  toolHostTeams,
}: {
  readonly toolHosts: readonly string[];
  readonly toolHostTeams: readonly string[] | undefined;
}): ToolSender {
  return {
    async send(slackTeamId, url, form) {
      const isTheirs = toolHostTeams?.includes(slackTeamId) ?? true;
      const status = await postForm(url, form, isTheirs ? toolHosts : []).catch(
        (error: unknown) => {
          throw failureOf(error);
        },
      );
      if (status >= 200 && status < 300) return;
      // What a tool doesn't take today it may take once somebody has mended it.
      throw new DeliveryFailed({ reason: reasons.toolAnswered(status), permanent: false });
    },
  };
}

function failureOf(error: unknown): DeliveryFailed {
  const isOurs = error instanceof NotReachable;
  const reason = isOurs ? reasons.toolNotAllowed : reasons.toolUnreachable;
  return new DeliveryFailed({ reason, permanent: isOurs }, { cause: error });
}
