import { afterAll, beforeAll } from 'vitest';
import { startSocketWorld } from './install-acts.ts';
import { startWorld, type World } from './world.ts';

/** How Slack's requests reach the app. */
export const ways = ['HTTP', 'Socket Mode'] as const;
export type Way = (typeof ways)[number];

/**
 * Starts a world for each way before the tests of a file, and stops them after; gives how to get one. None of them may
 * have logged a fault.
 */
export function worldsOfBothWays(
  prepare?: (world: World) => Promise<unknown>,
): (way: Way) => World {
  const worlds = new Map<Way, World>();
  // Each in a hook of its own, as each may take a while.
  for (const way of ways) {
    beforeAll(async () => {
      const world = await (way === 'HTTP' ? startWorld() : startSocketWorld());
      worlds.set(way, world);
      await prepare?.(world);
    });
  }
  afterAll(async () => {
    for (const world of worlds.values()) await world.stop();
  });
  return (way) => {
    const world = worlds.get(way);
    if (!world) throw new Error(`no world with ${way}`);
    return world;
  };
}
