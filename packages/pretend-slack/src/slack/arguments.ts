import type { Json } from './state.ts';

/** An argument that is missing or unreadable: becomes the answer `{ ok: false, error }`. */
export class BadArgument extends Error {
  readonly code: string;
  readonly problems: string[];

  constructor(code: string, problems: string[]) {
    super(`${code}: ${problems.join('; ')}`);
    this.name = 'BadArgument';
    this.code = code;
    this.problems = problems;
  }
}

const structured = [
  'view',
  'blocks',
  'message',
  'attachments',
  'unfurls',
  'metadata',
  'user_auth_blocks',
  'manifest',
];

function readable(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !structured.includes(key)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/**
 * The arguments of a Web API call, from a form (in which objects are JSON, as web-api sends them) or
 * from a JSON body. The token is taken out.
 */
export function readArguments(
  contentType: string,
  body: string,
): { args: Json; token: string | undefined } {
  const isJson = contentType.startsWith('application/json');
  const raw: Json = isJson
    ? (JSON.parse(body || '{}') as Json)
    : Object.fromEntries(new URLSearchParams(body));
  const { token, ...rest } = raw;
  const args = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, readable(key, value)]),
  );
  return { args, token: typeof token === 'string' ? token : undefined };
}

/** A text argument; undefined when it is missing or empty. */
export function textArgument(args: Json, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null || value === '') return undefined;
  return String(value);
}

/** A text argument that must be there. */
export function neededText(args: Json, name: string): string {
  const value = textArgument(args, name);
  if (value === undefined) {
    throw new BadArgument('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
  }
  return value;
}

/** A yes-or-no argument. */
export function flagArgument(args: Json, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1';
}

/** An argument that must be an object. */
export function neededObject(args: Json, name: string): Json {
  const value = args[name];
  if (value === undefined) neededText(args, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadArgument('invalid_arguments', [`[ERROR] must be valid JSON: ${name}`]);
  }
  return value as Json;
}
