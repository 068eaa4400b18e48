import { NotReachable, postForm } from '../platform/process/outgoing.ts';
import { DeliveryFailed } from './rules.ts';
import { reasons } from './texts.ts';

/** Calls other programs. */
export interface ToolSender {
  /** Sends a form to a tool's address. Throws DeliveryFailed when it wasn't taken. */
  send(url: string, form: Readonly<Record<string, string>>): Promise<void>;
}

/** Tools in networks of one's own are called only at the hosts that the operator has listed. */
export function createToolSender(toolHosts: readonly string[]): ToolSender {
  return {
    async send(url, form) {
      const status = await postForm(url, form, toolHosts).catch((error: unknown) => {
        throw failureOf(error);
      });
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
