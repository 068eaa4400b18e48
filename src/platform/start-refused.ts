/**
 * A start that cannot work for a reason that isn't ours. The message is for whoever runs the app: what is wrong
 * and what to do, never with a value that may be secret. It is shown as it is, without a stack.
 */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}
