import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { goodPassword } from './acts.ts';

/** Where a browser has come to. */
export interface Arrived {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** The sites on the way, each once in a row. */
  readonly by: readonly string[];
}

const maxSteps = 20;

/** Somebody at a browser who goes from one site to another: it follows where it is led, and keeps each site's cookies. */
export class SiteBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Opens a page. */
  async open(url: string): Promise<Arrived> {
    return await this.#go(url, undefined, []);
  }

  /** Sends a form of the site's own page. */
  async send(url: string, fields: Record<string, string>): Promise<Arrived> {
    return await this.#go(url, new URLSearchParams(fields).toString(), []);
  }

  /** Signs in on our page, where it has come to, and goes on from there. */
  async signInAt({ url }: Arrived, email: string): Promise<Arrived> {
    const { searchParams, origin } = new URL(url);
    const fields = { email, password: goodPassword, return: searchParams.get('return') ?? '' };
    return await this.send(`${origin}/sign-in`, fields);
  }

  /** Forgets the cookies of a site. */
  forget(origin: string): void {
    this.#cookies.delete(origin);
  }

  async #go(url: string, form: string | undefined, by: readonly string[]): Promise<Arrived> {
    const { origin } = new URL(url);
    const response = await ask(url, form, this.#cookieHeader(origin));
    this.#keep(origin, response.headers['set-cookie'] ?? []);
    const passed = by.at(-1) === origin ? by : [...by, origin];
    const next = response.headers.location ?? refreshOf(response);
    const page = await text(response);
    if (next === undefined) {
      return { url, status: response.statusCode ?? 0, text: page, by: passed };
    }
    if (by.length > maxSteps) throw new Error(`led around: ${url}`);
    return await this.#go(new URL(next, url).href, undefined, passed);
  }

  #keep(origin: string, cookies: readonly string[]): void {
    const kept = this.#cookies.get(origin) ?? new Map<string, string>();
    for (const cookie of cookies) {
      const [pair = '', ...attributes] = cookie.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || attributes.some(isOver)) kept.delete(name);
      else kept.set(name, value);
    }
    this.#cookies.set(origin, kept);
  }

  #cookieHeader(origin: string): string {
    const kept = this.#cookies.get(origin) ?? [];
    return [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** What a browser says when somebody clicks or sends a form, which `fetch` doesn't. */
async function ask(
  url: string,
  form: string | undefined,
  cookie: string,
): Promise<IncomingMessage> {
  const sent = request(url, {
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'text/html',
      'sec-fetch-mode': 'navigate',
      ...(cookie && { cookie }),
      ...(form !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      }),
    },
  });
  sent.end(form);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.trim().split('=');
  if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
  return name.toLowerCase() === 'expires' && new Date(value).getTime() < Date.now();
}

/** Where a page leads on to by itself. */
function refreshOf({ headers }: IncomingMessage): string | undefined {
  return /^0; url=(.+)$/.exec(String(headers.refresh ?? ''))?.[1];
}
