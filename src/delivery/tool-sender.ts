import { LRUCache } from 'lru-cache';
import { NoAnswer, NotReachable, postForm } from '../platform/process/outgoing.ts';
import { DeliveryFailed } from './rules.ts';
import { reasons } from './texts.ts';

/** Calls other programs. */
export interface ToolSender {
  /** Sends a form to the address of a tool of a Slack team. Throws DeliveryFailed when it wasn't taken. */
  send(slackTeamId: string, url: string, form: Readonly<Record<string, string>>): Promise<void>;
}

/** How long a tool may take, and how long one that took longer is left alone. */
export interface ToolPatience {
  readonly answerMs: number;
  readonly pauseMs: number;
}

const defaultPatience: ToolPatience = { answerMs: 10_000, pauseMs: 20_000 };
/** Of so many hosts it is remembered that they didn't answer. */
const silentRemembered = 1000;

/** Where tools in networks of one's own may be called (undefined: for any team). */
export interface ToolNetwork {
  readonly toolHosts: readonly string[];
  readonly toolHostTeams: readonly string[] | undefined;
}

/**
 * Tools in networks of one's own are called only at the hosts that the operator has listed, and only for the teams whose
 * tools they are: a stranger who can install the app reaches nothing in there. One that doesn't answer in time isn't
 * called for a while, and then by one call alone: all that it has to be told would keep the other tools waiting.
 */
export function createToolSender(
  { toolHosts, toolHostTeams }: ToolNetwork,
  { answerMs, pauseMs }: ToolPatience = defaultPatience,
): ToolSender {
  /** When a host may be called again. */
  const silent = new LRUCache<string, number>({ max: silentRemembered });
  const leaveAlone = (host: string) => silent.set(host, performance.now() + pauseMs);
  return {
    async send(slackTeamId, url, form) {
      const { host } = new URL(url);
      const again = silent.get(host);
      if (again !== undefined) {
        if (performance.now() < again) throw failureOf(new NoAnswer(host));
        leaveAlone(host);
      }
      const isTheirs = toolHostTeams?.includes(slackTeamId) ?? true;
      const hosts = isTheirs ? toolHosts : [];
      const status = await postForm(url, form, hosts, answerMs).catch((error: unknown) => {
        if (error instanceof NoAnswer) leaveAlone(host);
        else silent.delete(host);
        throw failureOf(error);
      });
      silent.delete(host);
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
