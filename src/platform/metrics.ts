import type { Hono } from 'hono';
import { Counter, Registry } from 'prom-client';

/** Figures for Prometheus, at /metrics. */
export interface Metrics {
  readonly countHelpFeedback: (helpful: boolean) => void;
  routes(web: Hono): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const helpFeedback = new Counter({
    name: 'help_feedback_total',
    help: 'Answers to "Was this helpful?" under the command\'s help.',
    labelNames: ['helpful'],
    registers: [registry],
  });
  return {
    countHelpFeedback: (helpful) => helpFeedback.inc({ helpful: helpful ? 'yes' : 'no' }),
    routes(web) {
      web.get('/metrics', async (c) =>
        c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
      );
    },
  };
}
