import * as zxcvbn from '@zxcvbn-ts/core';
import * as lists from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { createJudge } from '../../src/shared/password.js';

const judge = createJudge(zxcvbn, lists);
const personal = {
  email: 'elf.weak@example.com',
  displayName: 'Wilhelmina Lee',
  workspaceName: 'Northwind Traders',
};

test.each([
  ['password12345678', 'common'],
  ['qwertyuiopasdfgh', 'common'],
  ['Manchester2024!!', 'common'],
  ['iloveyouiloveyou', 'common'],
  ['P@ssw0rdP@ssw0rd', 'common'],
  ['summer2025summer2025', 'common'],
  ['summer2025Summer2025', 'common'],
  ['p455w0rd2024!!', 'common'],
  ['Welcome@12345', 'common'],
  ['1q2w3e4r5t6y', 'common'],
  ['letmein letmein', 'guessable'],
  ['monkeydragonshadow', 'guessable'],
  ['abcdefghijklm', 'monotonous'],
  ['aabbabbaabab', 'monotonous'],
  ['xxxxxxxxxxxx', 'monotonous'],
  ['zxcvbnm,./zxcvbnm,./', 'monotonous'],
  ['山田太郎山田太郎山田太郎', 'monotonous'],
  ['elf.weak@example.com', 'own_address'],
  ['weakelfweakelf', 'own_address'],
  ['Wilhelmina-1999', 'own_name'],
  ['wilhelmina lee', 'own_name'],
  ['WILHELMINA1999WILHELMINA1999', 'own_name'],
  ['Northwind-northwind-2026', 'workspace_name'],
  ['NorthwindTraders1', 'workspace_name'],
])('%s is easy to guess: %s', (password, reason) => {
  expect(judge(password, 12, personal)).toBe(reason);
});

test.each([
  ['correct horse battery staple'],
  ['correcthorsebatterystaple'],
  ['blue cat seven'],
  ['my dog eats socks'],
  ['Wilhelmina likes her quiet garden'],
  ['kX9#mQ2$vL7z'],
  ['jqzhvkwplmtr'],
  ['пароль-из-многих-букв'],
  ['蓝天白云大海高山森林河流'],
  ['🔑🎉🐈🍕🚲🌵🎈🥁🪁🧦🍒🐢'],
])('%s is not', (password) => {
  expect(judge(password, 12, personal)).toBeUndefined();
});

test('where shorter passwords are let in, random ones of that length are taken', () => {
  for (const password of ['kX9#mQ2$', 'jqzhvkwp']) {
    expect(judge(password, 8, personal), password).toBeUndefined();
  }
  for (const password of ['password', 'Summer24', 'northwind']) {
    expect(judge(password, 8, personal), password).toBeDefined();
  }
});

/** What takes zxcvbn longest: each of its lists is looked through for each part of it, in all readings. */
const hostile = [
  'password1',
  'p@$$w0rd1!',
  '4@8({[</369&#!1/|0$5+7%2',
  '12/12/1985',
  '0112358132134',
  'qwertyuiop[]asdfghjkl',
  '@4$5s8B01lI!7+',
  'abcdefgabcdefgx',
  'the quick brown fox ',
];

test('the longest one costs no more than a short one', () => {
  judge('warmed up by this one', 12, personal);
  const before = process.cpuUsage();
  for (const part of hostile) {
    // No repetition from beginning to end, which would make it short.
    judge(`${part.repeat(256)}`.slice(0, 255).concat('~'), 12, personal);
  }
  const { user, system } = process.cpuUsage(before);
  // Of the processor, so that a busy machine doesn't matter. To judge them as a whole takes five times as long.
  expect((user + system) / 1000 / hostile.length).toBeLessThan(50);
});
