import { expect, test } from 'vitest';
import { privacyTexts } from '../../src/about/texts.ts';
import { draftKeptMs, endedKeptMs } from '../../src/imports/rules.ts';
import { installStateLifeMs } from '../../src/install/install-state.ts';
import { eventsKeptMs } from '../../src/sign-in/event-rules.ts';
import { absoluteLimitMs, idleLimitMs } from '../../src/sign-in/rules.ts';
import { knownBrowserForMs } from '../../src/sign-in/web/cookies.ts';

const day = 86_400_000;

test('the times on the privacy page are those that the app goes by', () => {
  const facts = new Map<string, string>(
    privacyTexts.kept.facts.map(([what, text]) => [what, text]),
  );
  const sessions = facts.get("Where you're signed in");
  expect(sessions).toContain(`after ${idleLimitMs / day} days without use`);
  expect(sessions).toContain(`after ${absoluteLimitMs / day} days in any case`);
  expect(facts.get('What happened at your sign-in')).toContain(`${eventsKeptMs / day} days`);
  const lists = facts.get('Lists of people to invite');
  expect(draftKeptMs).toBe(day);
  expect(lists).toContain('A draft for a day');
  expect(lists).toContain(`for ${endedKeptMs / day} days after it ended`);
  const [cookies] = privacyTexts.cookies.paragraphs;
  expect(cookies).toContain(`for ${absoluteLimitMs / day} days at most`);
  expect(cookies).toContain(`for ${knownBrowserForMs / day} days`);
  expect(installStateLifeMs).toBe(10 * 60_000);
});

test.each([
  [undefined, 'up to whoever runs it to delete the database'],
  [0, 'everything else within a day.'],
  [1, 'everything else after 1 day.'],
  [30, 'everything else after 30 days.'],
])('when a team leaves and its data is kept for %s days, the page says so', (days, words) => {
  expect(privacyTexts.end.paragraph({ uninstalledDays: days })).toContain(words);
});
