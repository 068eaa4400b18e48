import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silenceMs } from '../../src/delivery/mail-looks.ts';
import { type GateWorld, minute, startGateWorld } from '../support/mail-gate.ts';

// A mail server that keeps silent.

let world: GateWorld;
beforeEach(async () => {
  world = startGateWorld();
  await vi.waitFor(() => expect(world.gate.places(0)).toBe(5));
  world.looks = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function pass(ms: number): Promise<void> {
  world.now += ms;
  await vi.advanceTimersByTimeAsync(ms);
}

test('is told at the start after a while, once, however long it is waited for', async () => {
  world = startGateWorld({ isSilent: true });
  await pass(silenceMs - 1);
  expect(world.gate.trouble()).toBeUndefined();
  await pass(1);
  expect(world.gate.trouble()?.kind).toBe('no_answer');
  await pass(4 * minute);
  expect(world.gate.places(0)).toBe(0);
  expect(world.warnings()).toHaveLength(1);
  expect(world.warnings()[0]).toContain(
    "the mail server doesn't answer yet (nothing for 15 seconds)",
  );
  world.breakSilence();
  await pass(0);
  expect(world.gate.trouble()).toBeUndefined();
  expect(world.gate.places(0)).toBe(5);
});

test('is told when it falls silent later, and waited for', async () => {
  world.isSilent = true;
  const waitingFor = world.send('ana@a.example');
  await pass(3 * silenceMs);
  expect(world.gate.trouble()?.kind).toBe('no_answer');
  expect(world.gate.places(1)).toBe(0);
  await pass(4 * minute);
  expect(world.looks).toBe(1);
  expect(world.warnings()).toHaveLength(1);
  world.breakSilence();
  expect(await waitingFor).toBe('sent');
  await pass(0);
  expect(world.gate.places(0)).toBe(5);
});

test('is another than one that only takes its time over an email', async () => {
  world.isSilent = true;
  const waitingFor = world.send('ana@a.example');
  world.isSilent = false;
  await pass(2 * minute);
  expect(world.gate.trouble()).toBeUndefined();
  expect(world.gate.places(1)).toBe(4);
  expect(world.looks).toBeLessThanOrEqual(2);
  expect(world.warnings()).toHaveLength(0);
  world.breakSilence();
  expect(await waitingFor).toBe('sent');
});
