import { arrivalFor } from '../stage/people.js';
import { percentile, sample, table, timed } from './measure.js';
import { setBench } from './stage.js';

const times = 200;
const letters = 60;
const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;

/** From /invite to the sign-up page, on the embedded database. */
export async function measureMainJob() {
  const stage = await setBench();
  const { slack } = stage;

  const openDialog = async () => {
    const before = slack.calls.length;
    const start = performance.now();
    await slack.command({ user: 'U0ADAM', command: '/invite' });
    await slack.until(() =>
      slack.calls.slice(before).some(({ method }) => method === 'views.open'),
    );
    const taken = performance.now() - start;
    await slack.close({ user: 'U0ADAM', all: true });
    return taken;
  };
  const app = await stage.start();
  const open = await sample(times, openDialog);
  const submit = await sample(times, async (i) => {
    await slack.command({ user: 'U0ADAM', command: '/invite' });
    await slack.until(() => slack.modal('U0ADAM'));
    const taken = await timed(() =>
      slack.submit({ user: 'U0ADAM', values: { email_1: `ana${i}@example.com` } }),
    );
    if (!slack.modal('U0ADAM')?.view.blocks.length) throw new Error('not sent');
    await slack.close({ user: 'U0ADAM', all: true });
    return taken;
  });
  const arrival = await sample(letters, (i) =>
    timed(async () => {
      const email = `bo${i}@example.com`;
      const letter = arrivalFor(stage.mail, email);
      await slack.command({ user: 'U0ADAM', command: '/invite', text: email });
      await letter;
    }),
  );
  const link = app.url + stage.mail.arrivals[0]?.path;
  const page = await sample(times, () =>
    timed(async () => {
      const answer = await fetch(link);
      if (answer.status !== 200) throw new Error(`page answered ${answer.status}`);
      await answer.text();
    }),
  );
  await stage.stop();

  return report({ open, submit, arrival, page });
}

/** @param {Record<'open' | 'submit' | 'arrival' | 'page', number[]>} taken Sorted. */
function report({ open, submit, arrival, page }) {
  return [
    '## The main job, embedded database',
    table(
      ['what', 'p50', 'p95', 'aim'],
      [
        [
          '`/invite` to `views.open`',
          ms(percentile(open, 0.5)),
          ms(percentile(open, 0.95)),
          'p50 ≤ 15 ms',
        ],
        [
          'Send invite to its acknowledgement',
          ms(percentile(submit, 0.5)),
          ms(percentile(submit, 0.95)),
          'p95 ≤ 150 ms',
        ],
        ['`GET /join/…`', ms(percentile(page, 0.5)), ms(percentile(page, 0.95)), 'p50 ≤ 15 ms'],
        [
          '`/invite ADDRESS` to the email in the mailbox',
          ms(percentile(arrival, 0.5)),
          ms(percentile(arrival, 0.95)),
          '≤ 1 s',
        ],
      ],
    ),
  ].join('\n\n');
}
