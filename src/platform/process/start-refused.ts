/**
 * A start that cannot work for a reason that isn't ours. The message is for whoever runs the app: what is wrong
 * and what to do, never with a value that may be secret. It is shown as it is, without a stack.
 */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}

/** What to do about a start that failed for a reason that isn't ours; undefined for all others. */
export function adviceOn(error: unknown): string | undefined {
  if (error instanceof StartRefused) return error.message;
  const { code, port } = Object(error) as { code?: string; port?: number };
  if (code === 'EACCES' && port !== undefined) {
    return `This account may not listen on port ${port}: set PORT to one from 1024 up, and let what stands in front (nginx, Caddy) have ${port}.`;
  }
  if (code !== 'EADDRINUSE') return undefined;
  return `Port ${port} is in use. Stop the program that has it, or set PORT to another one.`;
}
