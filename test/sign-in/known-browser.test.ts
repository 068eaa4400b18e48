import { describe, expect, test } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { type MemberId, parseWorkspaceId, type WorkspaceId } from '../../src/shared/ids.ts';
import {
  isKnownBrowser,
  type KnownAccount,
  knownBrowser,
  rememberedWorkspace,
} from '../../src/sign-in/known-browser.ts';

const secrets = createSecrets(['s'.repeat(32)]);
const one = parseWorkspaceId('0190a0a0-0000-7000-8000-000000000001') as WorkspaceId;
const ana = {
  address: 'ana@example.com',
  passwordHash: '$argon2id$1',
  member: {
    id: '0190a0a0-0000-7000-8000-00000000000a' as MemberId,
    workspaceId: one,
    email: 'Ana@example.com',
    displayName: 'Ana',
    role: 'member',
    slackUserId: undefined,
    joinedAt: new Date(0),
  },
} as const;

describe('what a browser keeps of an account', () => {
  const kept = knownBrowser(secrets, ana, undefined);
  const [id = '', code = ''] = kept.split('.');
  const elsewhere = parseWorkspaceId('0190a0a0-0000-7000-8000-000000000002') as WorkspaceId;
  const { member } = ana;

  test('knows the account, and saves asking for the workspace', () => {
    expect(isKnownBrowser(secrets, kept, ana)).toBe(true);
    expect(rememberedWorkspace(kept)).toBe(one);
    expect(rememberedWorkspace('no id')).toBeUndefined();
    expect(isKnownBrowser(createSecrets(['n'.repeat(32), 's'.repeat(32)]), kept, ana)).toBe(true);
  });

  test.each([
    ['another address', { ...ana, address: 'bob@example.com' }],
    ['a new password', { ...ana, passwordHash: '$argon2id$2' }],
    ['the next owner of the address', { ...ana, member: { ...member, id: elsewhere } }],
    ['another workspace', { ...ana, member: { ...member, workspaceId: elsewhere } }],
  ])('does not know %s', (_what, account) => {
    expect(isKnownBrowser(secrets, kept, account as KnownAccount)).toBe(false);
  });

  test.each([
    undefined,
    '',
    '~',
    id,
    code,
    `${kept}.1`,
    `${kept}=`,
    ` ${kept}`,
    `${id}~${code}`,
    `${id}.~${code}`,
    `${kept} `,
    `${id}..${code}`,
    `${id.toUpperCase()}.${code}`,
    `${elsewhere}.${code}`,
    `${kept.slice(0, -1)}`,
    // The same sixteen bytes, as a lenient reader takes them.
    `${kept.slice(0, -1)}${String.fromCharCode(code.charCodeAt(21) + 1)}`,
    `${id}.${code.slice(0, 4)}\n${code.slice(4)}`,
  ])('is nothing when altered to %j', (altered) => {
    expect(isKnownBrowser(secrets, altered, ana)).toBe(false);
  });
});

test.each([
  ['one secret', ['s'.repeat(32)]],
  ['two secrets', ['n'.repeat(32), 's'.repeat(32)]],
])(
  'a browser is looked at with as many codes as there are for %s, with and without an account',
  (_what, all) => {
    const real = createSecrets(all);
    let made = 0;
    const code = <T>(codes: T): T => {
      made += Array.isArray(codes) ? codes.length : 1;
      return codes;
    };
    const counted = {
      ...real,
      sign: (...args: Parameters<typeof real.sign>) => code(real.sign(...args)),
      verify: (...args: Parameters<typeof real.verify>) => code(real.verify(...args)),
      codes: (...args: Parameters<typeof real.codes>) => code(real.codes(...args)),
    };
    const tenMarks = Array.from({ length: 10 }, (_, n) => `${one}.${`${n}`.repeat(21)}A`).join('~');
    const genuine = knownBrowser(real, ana, undefined);
    for (const kept of [undefined, tenMarks, genuine]) {
      for (const account of [ana, undefined]) {
        made = 0;
        expect(isKnownBrowser(counted, kept, account)).toBe(kept === genuine && account === ana);
        expect(made).toBe(all.length);
      }
    }
  },
);

describe('what a browser keeps of several accounts', () => {
  const accounts = Array.from({ length: 12 }, (_, number) => ({
    ...ana,
    member: { ...ana.member, workspaceId: workspaceNumber(number) },
  }));
  const [first, second] = accounts as readonly KnownAccount[] as [KnownAccount, KnownAccount];

  test('knows all of them; the workspace that nobody is asked for is that of the last', () => {
    const one = knownBrowser(secrets, first, undefined);
    const both = knownBrowser(secrets, second, one);

    expect(isKnownBrowser(secrets, both, first)).toBe(true);
    expect(isKnownBrowser(secrets, both, second)).toBe(true);
    expect(rememberedWorkspace(both)).toBe(second.member.workspaceId);
    const again = knownBrowser(secrets, first, both);
    expect(again).toBe(both.split('~').reverse().join('~'));
  });

  test('is ten at most, the newest, and nothing else that somebody wrote there', () => {
    let kept = 'x~~<script>~a.b';
    for (const account of accounts) kept = knownBrowser(secrets, account, kept);

    const known = accounts.map((account) => isKnownBrowser(secrets, kept, account));
    expect(known).toEqual([false, false, ...Array(10).fill(true)]);
    expect(kept).toMatch(/^([\w-]{36}\.[\w-]{22}(~|$)){10}$/);
    const buried = `${'x~'.repeat(10)}${kept}`;
    expect(isKnownBrowser(secrets, buried, accounts.at(-1) as KnownAccount)).toBe(false);
  });
});

function workspaceNumber(number: number): WorkspaceId {
  const last = `${number}`.padStart(12, '0');
  return parseWorkspaceId(`0190a0a0-0000-7000-9000-${last}`) as WorkspaceId;
}
