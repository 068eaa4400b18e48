import type { Server } from 'node:http';

/** Longer than answers take; what isn't even asked by then isn't waited for. */
const longestAnswerMs = 3000;

/** Takes no more requests and waits for those under way, save for clients that take their time. */
export async function closeServer(server: Server): Promise<void> {
  // close() ends only the connections that are idle now; those that become so later would be kept alive.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), longestAnswerMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
  clearTimeout(cut);
}
