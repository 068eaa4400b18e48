import { beforeEach, expect, test, vi } from 'vitest';
import type { MailFailure } from '../../src/delivery/mail-failure.ts';
import { createMailGate, type MailGate } from '../../src/delivery/mail-gate.ts';
import type { MailSender } from '../../src/delivery/mail-sender.ts';
import { type Delivery, DeliveryFailed } from '../../src/delivery/rules.ts';
import { createLogger } from '../../src/platform/logger.ts';

const second = 1000;
const minute = 60 * second;
const letter = { subject: 's', text: 't', html: '<p>t</p>' };

let now: number;
let lines: string[];
/** What the mail server says to the next ones: nothing (taken), or this. */
let answer: MailFailure | undefined;
let looks: number;
let sent: string[];
let gate: MailGate;

beforeEach(async () => {
  now = 1_000_000;
  lines = [];
  answer = undefined;
  looks = 0;
  sent = [];
  gate = startGate();
  await vi.waitFor(() => expect(gate.places(0)).toBe(5));
});

function startGate(): MailGate {
  const say = async (): Promise<void> => {
    if (answer) throw new DeliveryFailed(answer);
  };
  const mail: MailSender = {
    async send(to) {
      sent.push(to);
      await say();
    },
    async look() {
      looks += 1;
      await say();
      return { isEncrypted: true, takesUtf8: true };
    },
    close: () => undefined,
  };
  const log = createLogger({ level: 'info', sink: { write: (line) => void lines.push(line) } });
  return createMailGate({ mail, log, now: () => now });
}

async function send(
  recipient: string,
  createdAt = new Date(now + 1),
): Promise<MailFailure | 'sent'> {
  const delivery = { recipient, createdAt, workspaceId: 'w' } as Delivery;
  return await gate.send(delivery, letter, '<1@x>').then(
    () => 'sent' as const,
    (error: DeliveryFailed) => error.failure,
  );
}

function failing(kind: 'sign_in' | 'relay' | 'unreachable'): MailFailure {
  return { reason: 'no', permanent: false, trouble: { kind, said: '535 no' } };
}

function warnings(): string[] {
  return lines.filter((line) => line.includes('"level":40'));
}

test('signs in a few times in an hour while that is refused, and says so once', async () => {
  answer = failing('sign_in');
  expect(await send('ana@a.example')).toMatchObject({ permanent: false });
  looks = 0;
  for (let at = 0; at < 60 * minute; at += 2 * second) {
    now += 2 * second;
    expect(gate.places(0)).toBe(0);
    await new Promise(setImmediate);
  }
  expect(looks).toBeGreaterThan(2);
  expect(looks).toBeLessThan(8);
  expect(warnings()).toHaveLength(1);
  expect(warnings()[0]).toContain("doesn't let this app sign in (535 no): check user and password");
  expect(gate.trouble()?.kind).toBe('sign_in');

  answer = undefined;
  now += 30 * minute;
  gate.places(0);
  await vi.waitFor(() => expect(gate.places(0)).toBe(5));
  expect(gate.trouble()).toBeUndefined();
  expect(sent).toHaveLength(1);
});

test('tries one e-mail after each pause where only an e-mail shows whether it is over', async () => {
  answer = failing('relay');
  await Promise.all(['a', 'b', 'c'].map((name) => send(`${name}@a.example`)));
  expect(gate.places(0)).toBe(0);
  now += 2 * minute;
  expect(gate.places(0)).toBe(1);
  expect(gate.places(5)).toBe(0);
  await send('d@a.example');
  now += 2 * minute;
  // Twice as long now.
  expect(gate.places(0)).toBe(0);
  now += 2 * minute;
  expect(gate.places(0)).toBe(1);
  answer = undefined;
  expect(await send('e@a.example')).toBe('sent');
  expect(gate.places(0)).toBe(5);
  expect(warnings()).toHaveLength(1);
});

const policy: MailFailure = {
  reason: '550 5.7.1 not wanted',
  permanent: true,
  answered: true,
  mayBeTrouble: { kind: 'relay', said: '550 5.7.1 not wanted' },
};

test('takes a refusal for a person’s own once the server has taken another e-mail since', async () => {
  const createdAt = new Date(now);
  answer = policy;
  expect(await send('ana@a.example', createdAt)).toMatchObject({ permanent: false });
  answer = undefined;
  now += second;
  expect(await send('bo@b.example')).toBe('sent');
  answer = policy;
  expect(await send('ana@a.example', createdAt)).toMatchObject({ permanent: true });
  expect(gate.trouble()).toBeUndefined();
});

test.each([
  ['of one domain', ['a.example'], undefined],
  ['of several domains', ['a.example', 'b.example'], 'relay'],
])('takes the refusals of many %s for', async (_what, domains, kind) => {
  answer = policy;
  for (let index = 0; index < 6; index += 1) {
    const failure = await send(`p${index}@${domains[index % domains.length]}`);
    expect(failure).toMatchObject({ permanent: false });
  }
  expect(gate.trouble()?.kind).toBe(kind);
});

test('a refusal of one person closes nothing, and shows that others can be written to', async () => {
  answer = failing('relay');
  await send('ana@a.example');
  now += 2 * minute;
  answer = { reason: '550 5.1.1 no such user', permanent: true, answered: true };
  expect(await send('bo@b.example')).toMatchObject({ permanent: true });
  expect(gate.trouble()).toBeUndefined();
});

test('knows at the start that the mail server can not be used', async () => {
  answer = failing('unreachable');
  gate = startGate();
  await vi.waitFor(() => expect(gate.trouble()?.kind).toBe('unreachable'));
  expect(gate.places(0)).toBe(0);
  answer = undefined;
  now += 31 * second;
  gate.places(0);
  await vi.waitFor(() => expect(gate.places(0)).toBe(5));
});
