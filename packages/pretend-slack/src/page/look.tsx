import type { Child } from 'hono/jsx';
import type { PretendUser } from '../slack/state.ts';
import type { Sandbox } from './sandbox.ts';

/** What every screen is given. */
export interface Look {
  readonly sandbox: Sandbox;
  readonly person: PretendUser;
  /** The address of this screen: forms come back to it. */
  readonly here: string;
  /** The place that this screen shows, as the sidebar names it. */
  readonly place: string;
}

/** A form of the sandbox: it comes back to this screen. */
export function Form({
  look,
  action,
  children,
  class: className,
  goes = false,
  sendsFiles = false,
}: {
  look: Look;
  action: string;
  children: Child;
  class?: string;
  /** Whether the screen counts as entered anew afterwards. */
  goes?: boolean;
  /** Whether files can be chosen in it. */
  sendsFiles?: boolean;
}) {
  return (
    <form
      method="post"
      action={action}
      class={className}
      enctype={sendsFiles ? 'multipart/form-data' : undefined}
      novalidate
      data-go={goes ? '' : undefined}
    >
      <input type="hidden" name="back" value={look.here} />
      {children}
    </form>
  );
}
