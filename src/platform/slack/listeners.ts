import type { AllMiddlewareArgs, AnyMiddlewareArgs, App } from '@slack/bolt';

type Args = AllMiddlewareArgs & AnyMiddlewareArgs;
type Listener = (args: Args) => Promise<void>;

/** By which kind of request, and which of its names, a listener is found. */
const kinds = ['action', 'command', 'event', 'options', 'shortcut', 'view'] as const;
type Kind = (typeof kinds)[number];

/**
 * Finds the listener of a request by its name. Bolt asks each listener whether it is meant, and makes a chain of
 * middleware for that: with fifty of them this takes longer than everything else that Bolt does for a request.
 * Listeners for a pattern, and with middleware of their own, are left to Bolt. Call the result behind all other
 * middleware.
 */
export function findListenersByName(app: App): Listener {
  const listeners = new Map<string, Listener>();
  for (const kind of kinds) {
    const leave = app[kind].bind(app) as (...args: unknown[]) => void;
    const add = (name: unknown, ...handlers: Listener[]): void => {
      const [listener, ...more] = handlers;
      const key = keyOf(kind, name);
      if (listeners.has(key)) throw new Error(`two listeners for ${key}`);
      if (typeof name !== 'string' || !listener || more.length > 0) leave(name, ...handlers);
      else listeners.set(key, listener);
    };
    app[kind] = add as never;
  }
  return async (args) => {
    const listener = listeners.get(listenerKey(args.body));
    if (!listener) return await args.next();
    // As Bolt gives it to a listener, behind which nothing comes.
    await listener({ ...args, next: async () => undefined });
  };
}

function keyOf(kind: Kind, name: unknown): string {
  return `${kind} ${String(name)}`;
}

/** The key of the listener that a request is for: of which kind it is, and by which name, such as `command /invite`. */
export function listenerKey(body: object): string {
  const { type, ...named } = body as {
    readonly type?: string;
    readonly actions?: readonly { readonly action_id?: string }[];
    readonly action_id?: string;
    readonly callback_id?: string;
    readonly command?: string;
    readonly event?: { readonly type?: string };
    readonly view?: { readonly callback_id?: string };
  };
  switch (type) {
    case 'block_actions':
      return keyOf('action', named.actions?.[0]?.action_id);
    case 'block_suggestion':
      return keyOf('options', named.action_id);
    case 'event_callback':
      return keyOf('event', named.event?.type);
    case 'shortcut':
      return keyOf('shortcut', named.callback_id);
    case 'view_submission':
      return keyOf('view', named.view?.callback_id);
    default:
      return keyOf('command', named.command);
  }
}
