import type { Child } from 'hono/jsx';
import { findUser } from '../slack/state.ts';
import { dateInWords, isoDay } from './blocks/dates.ts';
import { Icon } from './icons.tsx';
import type { Look } from './look.tsx';
import { MessageRow } from './message.tsx';
import { Avatar } from './person.tsx';
import type { Said } from './reading.ts';
import { nowOf } from './sandbox.ts';

/** Messages in their order, each day under its name. */
export function MessageList({
  said,
  look,
  begin,
  threads,
}: {
  said: readonly Said[];
  look: Look;
  /** What stands above the first. */
  begin?: Child;
  /** How threads are opened; a thread itself has none. */
  threads?: { replies: ReadonlyMap<string, readonly Said[]>; href: (ts: string) => string };
}) {
  let day = '';
  return (
    <div class="messages" data-scroll="end">
      {begin}
      <ol>
        {said.map((one) => {
          const date = new Date(Number(one.ts) * 1000);
          const isNewDay = isoDay(date, look.person.tz) !== day;
          day = isoDay(date, look.person.tz);
          return (
            <>
              {isNewDay && (
                <li class="day">
                  <span>{dayName(date, look)}</span>
                </li>
              )}
              <MessageRow
                said={one}
                look={look}
                replies={
                  threads &&
                  one.kind === 'message' && (
                    <Replies
                      replies={threads.replies.get(one.ts) ?? []}
                      href={threads.href(one.ts)}
                      look={look}
                    />
                  )
                }
              />
            </>
          );
        })}
      </ol>
    </div>
  );
}

function dayName(date: Date, look: Look): string {
  const words = dateInWords(date.getTime() / 1000, '{date_long_pretty}', {
    zone: look.person.tz,
    now: nowOf(look.sandbox),
  });
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Replies({ replies, href, look }: { replies: readonly Said[]; href: string; look: Look }) {
  if (replies.length === 0) {
    return (
      <a class="reply-link" href={href}>
        <Icon name="thread" />
        <span class="reply-text">Reply in thread</span>
      </a>
    );
  }
  const people = new Set(
    replies.map((one) =>
      one.kind === 'message' ? one.message.user : look.sandbox.slack.state.app.botUserId,
    ),
  );
  return (
    <a class="replies" href={href}>
      {[...people].map((id) => {
        const user = findUser(look.sandbox.slack.state, id);
        return user && <Avatar user={user} size="s" />;
      })}
      {replies.length === 1 ? '1 reply' : `${replies.length} replies`}
    </a>
  );
}
