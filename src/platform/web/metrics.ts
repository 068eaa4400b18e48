import type { Hono } from 'hono';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AnsweredRequest } from '../process/request-context.ts';

/** What is counted or measured, by one label or none. No label may hold anything personal. */
interface Figure {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
}

/** Figures for Prometheus, at /metrics. Whoever has some registers them. */
export interface Metrics {
  /** Something that happens: gives how to count it, with the label's value. */
  counter(figure: Figure): (value?: string) => void;
  /** Something that is looked up when Prometheus asks; by the label's value, or one number. */
  gauge(figure: Figure, read: () => Promise<Readonly<Record<string, number>> | number>): void;
  observeRequest(request: AnsweredRequest): void;
  routes(web: Hono): void;
}

/** Many may ask; the database is asked this often. */
const cachedMs = 5000;

const knownMethods = new Set(['GET', 'HEAD', 'POST']);

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, by route and class of status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    counter: (figure) => counter(registry, figure),
    gauge: (figure, read) => gauge(registry, figure, read),
    observeRequest({ method, route = 'other', status, seconds }) {
      const labels = {
        method: knownMethods.has(method) ? method : 'other',
        route,
        status: status === 0 ? 'broken' : `${Math.floor(status / 100)}xx`,
      };
      requests.observe(labels, seconds);
    },
    routes(web) {
      web.get('/metrics', async (c) =>
        c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType }),
      );
    },
  };
}

function counter(registry: Registry, { name, help, label }: Figure): (value?: string) => void {
  const labelNames = label ? [label] : [];
  const counted = new Counter({ name, help, labelNames, registers: [registry] });
  return (value = '') => (label ? counted.inc({ [label]: value }) : counted.inc());
}

function gauge(
  registry: Registry,
  { name, help, label }: Figure,
  read: () => Promise<Readonly<Record<string, number>> | number>,
): void {
  let askedAt = Number.NEGATIVE_INFINITY;
  new Gauge({
    name,
    help,
    labelNames: label ? [label] : [],
    registers: [registry],
    async collect() {
      if (performance.now() - askedAt < cachedMs) return;
      askedAt = performance.now();
      this.reset();
      // A figure that can't be had is left out; the others are wanted then more than ever.
      const values = await read().catch(() => ({}));
      if (typeof values === 'number') return this.set(values);
      if (!label) return this.remove();
      for (const [value, number] of Object.entries(values)) this.set({ [label]: value }, number);
    },
  });
}
