import type { World } from './world.ts';

/** What people do with the pages in the stories, as a browser without JavaScript sends it. */

/** A form with these fields. */
export function formOf(fields: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** The page's words as they are read: without tags, in one line. */
export async function textOf(response: Response): Promise<string> {
  return readable(await response.text());
}

/** HTML's words as they are read. */
export function readable(html: string): string {
  return html
    .replace(/^.*?<body>/s, '')
    .replace(/<(\/?)(?:bdi|time|a|strong|span)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a browser keeps: the cookies of every answer that it gets. */
class Jar {
  readonly #cookies = new Map<string, string>();

  /** Takes the cookies of an answer; those that are taken away go. */
  keep(response: Response): Response {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      const isGone = attributes.some((each) => each.trim() === 'Max-Age=0');
      if (isGone) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** The value of one of them. */
  get(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** The header that a browser sends. */
  get header(): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return cookie === '' ? {} : { cookie };
  }
}

/** Somebody at a browser: follows nothing by itself, but keeps its cookies. */
export class Visitor {
  readonly jar = new Jar();
  readonly #world: World;
  readonly #headers: Record<string, string>;

  constructor(world: World, headers: Record<string, string> = {}) {
    this.#world = world;
    this.#headers = headers;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const sent = { ...this.#headers, ...this.jar.header, ...headers };
    return this.jar.keep(await this.#world.get(path, sent));
  }

  async post(
    path: string,
    fields: Record<string, string | File>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const sent = { ...this.#headers, ...this.jar.header, ...headers };
    return this.jar.keep(await this.#world.post(path, formOf(fields), sent));
  }

  /** Signs in as people do: with the form of the sign-in page. */
  async signIn(email: string, password: string): Promise<Response> {
    return await this.post('/sign-in', { email, password });
  }
}
