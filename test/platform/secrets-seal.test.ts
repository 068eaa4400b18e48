import { expect, test } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';

const [older, newer] = ['o'.repeat(32), 'n'.repeat(32)];
const secrets = createSecrets([newer, older]);

test('reads what it sealed, and says that it needs no new seal', () => {
  const sealed = secrets.seal('slack_tokens', 'xoxb-1 ✓', 'T1');
  expect(secrets.unseal('slack_tokens', sealed, 'T1')).toEqual({
    text: 'xoxb-1 ✓',
    isNewest: true,
  });
});

test('seals the same text differently each time, and shows nothing of it', () => {
  const [first, second] = [1, 2].map(() => Buffer.from(secrets.seal('slack_tokens', 'same', 'T1')));
  expect(first?.equals(second ?? Buffer.alloc(0))).toBe(false);
  expect(first?.includes('same')).toBe(false);
});

test('reads what an older secret sealed, and says so', () => {
  const sealed = createSecrets([older]).seal('slack_tokens', 'text', 'T1');
  expect(secrets.unseal('slack_tokens', sealed, 'T1')).toEqual({ text: 'text', isNewest: false });
});

test.each([
  ['another secret', 'T1', createSecrets(['x'.repeat(32)]).seal('slack_tokens', 'text', 'T1')],
  ['another purpose', 'T1', secrets.seal('reset_link', 'text', 'T1')],
  ['another owner', 'T2', secrets.seal('slack_tokens', 'text', 'T1')],
  ['too little', 'T1', new Uint8Array(10)],
  ['nothing', 'T1', new Uint8Array(0)],
])('reads nothing of %s', (_what, owner, sealed) => {
  expect(secrets.unseal('slack_tokens', sealed, owner)).toBeUndefined();
});

test('notices every changed byte', () => {
  const sealed = secrets.seal('slack_tokens', 'text', 'T1');
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Uint8Array.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(secrets.unseal('slack_tokens', changed, 'T1')).toBeUndefined();
  }
});
