import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { currentRequest } from './request-context.ts';

/**
 * Longer than proxies keep an idle connection (60 s), so that none is closed while they send on it; and no
 * client may take for ever over a request.
 */
const timeouts = { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000 };

/** What begins with /slack/ is Slack's, save the pages there that people open. */
export function dispatch(
  slack: { handle(request: IncomingMessage, response: ServerResponse): void },
  webPaths: readonly string[],
  web: RequestListener,
): RequestListener {
  return (request, response) => {
    const url = request.url ?? '';
    const isPage = webPaths.includes(url.replace(/\?.*/, ''));
    if (!url.startsWith('/slack/') || isPage) return web(request, response);
    const context = currentRequest();
    if (context) context.route = '/slack/*';
    slack.handle(request, response);
  };
}

/** Listens on the port (0 takes a free one) of the host, or of all when undefined; gives the port. Rejects when it can't. */
export async function listen(
  listener: RequestListener,
  { port, host }: { port: number; host?: string | undefined },
): Promise<{ server: Server; port: number }> {
  const server = createServer(timeouts, listener);
  // All of them, whose size is limited: Node 20 would drop some in silence, which a proxy hands on to tools.
  server.maxHeadersCount = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : port };
}

/** Longer than answers take; what isn't even asked by then isn't waited for. */
const maxAnswerMs = 3000;

/** Takes no more requests and waits for those under way, save for clients that take their time. */
export async function closeServer(server: Server): Promise<void> {
  // close() ends only the connections that are idle now; those that become so later would be kept alive.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), maxAnswerMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
  clearTimeout(cut);
}
