import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to the pretend Slack on which one method of its Web API takes long. */
export interface SlowSlack {
  readonly apiUrl: string;
  /** How many calls of the method were under way at the same time, at most. */
  mostAtOnce(): number;
  /** Where the calls go; until it is told they wait. */
  leadTo(apiUrl: string): void;
  close(): void;
}

export async function startSlowSlack(method: string, takesMs: number): Promise<SlowSlack> {
  let leadTo: (apiUrl: string) => void = () => undefined;
  const target = new Promise<string>((resolve) => {
    leadTo = resolve;
  });
  let atOnce = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    const called = request.url?.replace('/api/', '') ?? '';
    const body = await bodyOf(request);
    atOnce += called === method ? 1 : 0;
    most = Math.max(most, atOnce);
    if (called === method) await new Promise((resolve) => setTimeout(resolve, takesMs));
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const headers = { authorization, 'content-type': type };
    const answer = await fetch((await target) + called, { method: 'POST', headers, body });
    atOnce -= called === method ? 1 : 0;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    mostAtOnce: () => most,
    leadTo,
    close: () => void server.close(),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
