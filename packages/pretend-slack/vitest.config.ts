import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    name: 'pretend-slack',
    include: ['test/**/*.test.{ts,tsx}'],
    isolate: false,
    // None of these is about speed, and machines differ.
    testTimeout: 60_000,
  },
});
