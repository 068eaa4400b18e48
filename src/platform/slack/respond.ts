import type { RespondArguments, RespondFn } from '@slack/bolt';

/** Answers a press where it was made. Without a response_url in it there is no such place, and nothing to say. */
export async function respondThere(
  { respond }: { readonly respond?: RespondFn },
  answer: RespondArguments,
): Promise<void> {
  await respond?.(answer);
}
