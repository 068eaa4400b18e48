import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

function at(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
}

function tooBig(issue: z.core.$ZodIssueTooBig): string {
  if (issue.origin === 'string') return `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.origin === 'array') return `no more than ${issue.maximum} items allowed`;
  return `must be at most ${issue.maximum}`;
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'string') return `must be more than ${Number(issue.minimum) - 1} characters`;
  if (issue.origin === 'array') return `no less than ${issue.minimum} items allowed`;
  return `must be at least ${issue.minimum}`;
}

function describe(issue: Issue, root: unknown): { text: string; path: PropertyKey[] } {
  const { path } = issue;
  const value = at(root, path);
  if (value === undefined && path.length > 0 && issue.code !== 'custom') {
    const field = path[path.length - 1];
    return { text: `missing required field: ${String(field)}`, path: path.slice(0, -1) };
  }
  switch (issue.code) {
    case 'too_big':
      return { text: tooBig(issue), path };
    case 'too_small':
      return { text: tooSmall(issue), path };
    case 'unrecognized_keys':
      return { text: `invalid additional property: ${issue.keys.join(', ')}`, path };
    case 'invalid_union':
      return { text: `unsupported type: ${String(value)}`, path: path.slice(0, -1) };
    case 'invalid_value':
      return { text: `must be one of: ${issue.values.map(String).join(', ')}`, path };
    case 'invalid_type':
      return { text: `must provide a ${issue.expected}`, path };
    default:
      return { text: issue.message, path };
  }
}

/** A problem in the words that Slack uses, with the JSON pointer of the place. */
export function problemAt(text: string, path: readonly PropertyKey[], prefix: string): string {
  const pointer = path.map((key) => `/${String(key)}`).join('');
  return `${text} [json-pointer:${prefix}${pointer}]`;
}

/** Checks `value` by `schema` and tells each problem with its place; an empty list when it fits. */
export function problemsBy(schema: z.ZodType, value: unknown, prefix = ''): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const { text, path } = describe(issue, value);
    return problemAt(text, path, prefix);
  });
}

/** A problem apart from its place. */
export function parsePlaced(problem: string): { message: string; pointer: string } {
  const { message = problem, pointer = '' } =
    /^(?<message>.*) \[json-pointer:(?<pointer>.*)\]$/s.exec(problem)?.groups ?? {};
  return { message, pointer };
}
