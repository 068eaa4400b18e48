import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PretendSlack } from 'pretend-slack';
import { inject } from 'vitest';
import { largestOfEachKind, payloadsIn } from '../../scripts/check-slack/payloads.js';

/**
 * For `npm run check:slack`, which names the folder: keeps what the app has sent to this Slack, without what real Slack is
 * not asked about, as tests send it on purpose: what the pretend Slack has refused.
 */
export function keepPayloads({ calls, requests }: Pick<PretendSlack, 'calls' | 'requests'>): void {
  const folder = inject('slackPayloadsFolder');
  if (!folder) return;
  const shown = calls.filter(({ response }) => response.ok === true);
  const lines = largestOfEachKind(payloadsIn(shown, requests)).map((one) => JSON.stringify(one));
  if (lines.length === 0) return;
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${lines.join('\n')}\n`);
}
