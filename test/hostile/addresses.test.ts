import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCommandText } from '../../src/invitations/slack/command-text.ts';
import { parseEmailAddress } from '../../src/shared/email-address.ts';
import { addPerson, deliveriesAtRest, joinAs, openDialog, sendDialog } from '../support/acts.ts';
import { lastSent } from '../support/sent-payloads.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  casesOf,
  checkRule,
  expectNoFault,
  oddText,
  report,
  shortly,
  sideBySide,
} from './support.ts';

/** What no part of an address may hold: it would end a header, a field or a line. */
const breaking = /[\p{Cc}\p{Z}<>",;:\\]/u;
const canonical = /^[^@]{1,64}@[a-z0-9.-]+\.[a-z0-9-]{2,}$/u;

const atom = fc.string({
  unit: fc.constantFrom(..."aZ9!#$%&'*+/=?^_`{|}~-.éßİıſΣ漢"),
  minLength: 1,
  maxLength: 70,
});
const host = fc.oneof(
  fc.domain(),
  fc.constantFrom(
    'bücher.example',
    'BÜCHER.example',
    'пример.рф',
    'xn--bcher-kva.example',
    'ехаmple.com',
    'example.com.',
    '[127.0.0.1]',
    '127.0.0.1',
    '[IPv6:::1]',
    'localhost',
    'a.b',
    'exam\u00adple.com',
    'example\uff0ecom',
    'example。com',
    'faß.de',
    'ex\u200dample.com',
    'xn--.com',
    'xn--zz--.example',
    '-a.com',
    'a-.com',
    `${'d'.repeat(63)}.com`,
    `${'d'.repeat(64)}.com`,
    `${'d.'.repeat(124)}com`,
    `${'ü.'.repeat(60)}de`,
  ),
);

/** Addresses, what looks like them, and what somebody tries instead of one. */
const address = fc.oneof(
  fc.emailAddress(),
  fc.tuple(atom, host).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(oddText, host).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(atom, oddText).map(([local, domain]) => `${local}@${domain}`),
  fc.tuple(fc.emailAddress(), oddText).map(([email, more]) => `${email}${more}`),
  fc.tuple(oddText, fc.emailAddress()).map(([before, email]) => `${before}${email}`),
  fc
    .tuple(
      fc.emailAddress(),
      fc.constantFrom('\r\nBcc: ', '\nTo: ', ',', ';', '%0d%0abcc:', '\u2028'),
      fc.emailAddress(),
    )
    .map(([one, glue, other]) => `${one}${glue}${other}`),
  fc.emailAddress().map((email) => `"${email.replace('@', '"@')}`),
  fc.emailAddress().map((email) => `${email.replace('@', '(comment)@')}`),
);

/** In capitals, as far as they are the same letters: those of ß are others. */
function inCapitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('an address is refused, or one canonical line, however it was written', () => {
  let accepted = 0;
  checkRule(address, 6000, (typed) => {
    const read = parseEmailAddress(typed);
    if (!read.ok) {
      expect(['empty', 'too_long', 'not_an_address']).toContain(read.refusal);
      return;
    }
    accepted += 1;
    const { email, address: same } = read.value;
    expect(email).not.toMatch(breaking);
    expect(same).not.toMatch(breaking);
    expect(same).toMatch(canonical);
    expect(Buffer.byteLength(same)).toBeLessThanOrEqual(254);
    // However its letters are composed or written, it is the same address.
    for (const other of [
      same,
      email.normalize('NFD'),
      ` ${email}\n`,
      email.replace(/@.*/, inCapitals),
    ]) {
      const again = parseEmailAddress(other);
      expect(again.ok && again.value.address, shortly(other)).toBe(same);
    }
  });
  expect(accepted).toBeGreaterThan(600);
  report(`addresses read by the rule (${accepted} of them good)`, 6000);
});

test.each([
  ['letters', 'a'.repeat(1_000_000)],
  ['spaces', ' '.repeat(1_000_000)],
  ['signs', '@'.repeat(1_000_000)],
  ['dots', `${'a.'.repeat(500_000)}@example.com`],
  ['labels', `a@${'a.'.repeat(500_000)}com`],
  ['accents', `a${'\u0301'.repeat(500_000)}@example.com`],
])('a megabyte of %s is refused at once', (_what, typed) => {
  const start = performance.now();
  expect(parseEmailAddress(typed).ok).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});

test.each(['a@b.cd;x.y.com ', 'x.y.com ', 'a(at)b.cd ', '"a" <a@b.cd>, ', '(a) ', '<'])(
  'as many of %j as Slack may send in a command are read in no time',
  (again) => {
    const text = again.repeat(160_000 / again.length);
    const start = performance.now();
    parseCommandText(text);
    // It would be ten seconds and more if each looked at all the others.
    expect(performance.now() - start).toBeLessThan(5000);
  },
);

test.each([
  ['раypal@example.com', 'paypal@example.com'],
  ['ana@ехample.com', 'ana@example.com'],
  ['ana@example.com', 'ana+x@example.com'],
  ['a.na@example.com', 'ana@example.com'],
])('%s is not taken for %s', (one, other) => {
  const [a, b] = [parseEmailAddress(one), parseEmailAddress(other)];
  expect(a.ok && b.ok).toBe(true);
  expect(a).not.toEqual(b);
});

/** Who is asked to be invited by now: all canonical, each once. */
async function openAddresses(): Promise<string[]> {
  const rows = await world.database.query(
    'SELECT address FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL ORDER BY 1',
  );
  return rows.map((row) => String(row.address));
}

test('the dialog and the command invite exactly those that the rule reads', async () => {
  addPerson(world, { id: 'U0CARL', name: 'carl', isAdmin: true });
  await joinAs(world, 'there@example.com');
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: 'first@example.com' });
  const dialog = lastSent<{ view: object }>(world, 'view_submission');
  const typed = casesOf(
    address.filter((each) => each.length < 400),
    120,
  );
  await sideBySide(typed, 8, async (email, index) => {
    const reply = await (index % 2 === 0
      ? world.slack.sendRaw({ body: submission(dialog, index, email) })
      : world.slack.command({ user: 'U0CARL', command: '/invite', text: email }));
    expect(reply.status, shortly(email)).toBe(200);
  });
  await world.slack.until(() => world.slack.ephemerals('U0CARL').length > 0, 15_000);
  await deliveriesAtRest(world);
  const invited = await openAddresses();
  expect(new Set(invited).size).toBe(invited.length);
  for (const one of invited)
    expect(parseEmailAddress(one)).toMatchObject({ value: { address: one } });
  const wanted = typed
    .filter((_email, index) => index % 2 === 0)
    .map((email) => parseEmailAddress(email))
    .flatMap((read) => (read.ok ? [read.value.address] : []));
  expect(wanted.filter((one) => !invited.includes(one))).toEqual([]);
  for (const { to, raw } of world.mailbox.letters) {
    expect(raw.split('\r\n\r\n')[0]?.match(/^(to|bcc|cc):/gim), to).toEqual(['To:']);
  }
  expectNoFault(world);
  report(`addresses through the dialog and the command (${invited.length} invited)`, typed.length);
}, 60_000);

/** The dialog's submission as if from another dialog and to another address. */
function submission(dialog: { view: object }, index: number, email: string): string {
  const payload = JSON.stringify({ ...dialog, view: { ...dialog.view, id: `V0CASE${index}` } });
  return new URLSearchParams({
    payload: payload.replaceAll('"first@example.com"', () => JSON.stringify(email)),
  }).toString();
}
