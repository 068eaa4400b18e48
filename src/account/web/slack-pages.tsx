import { Button, Name } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import { SlackButton } from '../../sign-in/web/slack-pages.tsx';
import type { SlackConnection } from '../rules.ts';
import { slackTexts } from '../slack-texts.ts';

/** Whether somebody signs in with Slack, and the way to change that. */
export function SlackSection({
  connection: { since, isOnlyWay },
  memberId,
  workspaceName,
}: {
  connection: SlackConnection;
  memberId: string;
  workspaceName: string;
}) {
  return (
    <section id="slack">
      <h2>{slackTexts.title}</h2>
      {since === undefined ? (
        <>
          <p>{slackTexts.why}</p>
          <SlackButton href="/account/slack" label={slackTexts.connect} />
        </>
      ) : (
        <>
          <p>
            {slackTexts.connected(
              <Name>{workspaceName}</Name>,
              <time datetime={since.toISOString()}>{longDate(since).replace(/^\w+, /, '')}</time>,
            )}
          </p>
          {isOnlyWay ? (
            <p class="hint">{slackTexts.onlyWay}</p>
          ) : (
            <form method="post" action="/account/slack">
              <input type="hidden" name="act" value="disconnect" />
              <input type="hidden" name="member" value={memberId} />
              <Button look="other">{slackTexts.disconnect}</Button>
            </form>
          )}
        </>
      )}
    </section>
  );
}
