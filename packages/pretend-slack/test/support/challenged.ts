import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PretendSlack } from '../../src/slack/pretend-slack.ts';

/** An app that answers Slack's challenges (or says something else), and takes everything; Slack finds it from now on. */
export async function answerChallenges(
  slack: PretendSlack,
  instead?: string,
): Promise<AsyncDisposable & { readonly challenges: readonly string[] }> {
  const challenges: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { challenge } = JSON.parse(body) as { challenge?: string };
    if (challenge) challenges.push(challenge);
    response.end(instead ?? challenge ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    challenges,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
