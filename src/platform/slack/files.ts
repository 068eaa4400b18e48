import type { WebClient } from '@slack/web-api';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { FileRefusal, SentFile } from '../../shared/slack-file.ts';
import type { Logger } from '../process/logger.ts';
import { fetchUntil } from './cut-short.ts';
import { isSlacksWord, slackErrorName } from './retry.ts';

/** Gets what people put into a form's field for files. */
export interface SlackFiles {
  /**
   * The bytes of a file, no more than `maxBytes`, asked for with the token of this client: from Slack itself and from
   * nowhere else. A page to sign in comes as bytes, too: that is what Slack gives an app that may not read files.
   */
  fetch(
    client: WebClient,
    file: SentFile,
    maxBytes: number,
  ): Promise<Outcome<Uint8Array, FileRefusal>>;
  /** Somebody's picture, which Slack shows to everybody: from Slack itself and from nowhere else; undefined without it. */
  fetchPicture(address: string, maxBytes: number): Promise<Uint8Array | undefined>;
}

/** Somebody waits, and sees nothing happen meanwhile. */
const usualMaxMs = 10_000;
/** Nobody waits long for a picture that they can do without. */
const pictureMaxMs = 3000;

export function createSlackFiles({
  apiUrl,
  log,
  stopping,
  maxMs = usualMaxMs,
}: {
  apiUrl: string;
  log: Logger;
  stopping: AbortSignal;
  /** How long a file may take. */
  maxMs?: number;
}): SlackFiles {
  const send = fetchUntil(stopping, maxMs);
  const sendForPicture = fetchUntil(stopping, Math.min(pictureMaxMs, maxMs));
  return {
    async fetch(client, file, maxBytes) {
      try {
        const address = slacksOwn(file.address ?? (await askAddress(client, file.id)), apiUrl);
        if (!address) return refused('not_there');
        // Wherever it is led on to, the token would be shown there.
        const how = {
          redirect: 'manual',
          headers: { authorization: `Bearer ${client.token}` },
        } as const;
        return await readAnswer(await send(address, how), maxBytes);
      } catch (error) {
        // Neither the address nor the token, which would open the file to whoever reads the log.
        const reason = slackErrorName(error) ?? (error instanceof Error ? error.name : 'unknown');
        log.warn({ reason }, 'a file of Slack could not be read');
        return refused(isSlacksWord(error) ? 'not_there' : 'no_answer');
      }
    },
    async fetchPicture(address, maxBytes) {
      const url = pictureOfSlack(address, apiUrl);
      if (!url) return undefined;
      try {
        const answer = await sendForPicture(url, { redirect: 'manual' });
        const picture = await readAnswer(answer, maxBytes);
        return picture.ok ? picture.value : undefined;
      } catch (error) {
        const reason = error instanceof Error ? error.name : 'unknown';
        log.warn({ reason }, 'a picture of Slack could not be read');
        return undefined;
      }
    },
  };
}

async function askAddress(client: WebClient, id: string): Promise<string | undefined> {
  const { file } = await client.files.info({ file: id });
  return file?.url_private_download;
}

/** The address if it is Slack's: nobody else may be shown the token. */
function slacksOwn(address: string | undefined, apiUrl: string): URL | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.origin === new URL(apiUrl).origin) return url;
  const isSlacks = url.hostname === 'slack.com' || url.hostname.endsWith('.slack.com');
  return url.protocol === 'https:' && url.port === '' && isSlacks ? url : undefined;
}

/** The address if pictures that people gave to Slack are there; not those of other sites that it shows for them. */
function pictureOfSlack(address: string, apiUrl: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  const isTheirs = url.origin === 'https://avatars.slack-edge.com';
  return isTheirs || url.origin === new URL(apiUrl).origin ? url : undefined;
}

/** https://docs.slack.dev/reference/objects/file-object#authentication */
async function readAnswer(
  { status, body, headers }: Response,
  maxBytes: number,
): Promise<Outcome<Uint8Array, FileRefusal>> {
  if (status !== 200) {
    await body?.cancel();
    return refused(status === 429 || status >= 500 ? 'no_answer' : 'not_there');
  }
  if (Number(headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel();
    return refused('too_large');
  }
  return await readAll(body, maxBytes);
}

/** Never holds more than is wanted, whatever is sent. */
async function readAll(
  body: Response['body'],
  maxBytes: number,
): Promise<Outcome<Uint8Array, FileRefusal>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    // Leaving the loop ends the connection.
    if (length > maxBytes) return refused('too_large');
    parts.push(part);
  }
  return done(Buffer.concat(parts));
}
