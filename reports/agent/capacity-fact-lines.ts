import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { CapacityFacts } from '../facts/capacity/capacity-facts.ts';
import { exactly, factLine } from './fact-line.ts';

/** A capacity search, one fact a line. */
export function capacityFactLines(
  facts: CapacityFacts,
  document: CapacityReport,
  next: readonly string[],
): readonly string[] {
  const { outcome, scenario, what, capacity, ceiling, seed, first_breach: breach } = document;
  return [
    factLine('capacity', {
      schema: document.schema,
      outcome,
      scenario,
      what,
      rate: capacity?.rate ?? null,
      low: capacity?.low ?? null,
      high: capacity?.high ?? null,
      confidence: document.confidence,
      ceiling,
      seed: exactly(seed),
    }),
    factLine('summary', { outcome, text: facts.headline.sentence }),
    ...next,
    ...(breach === null
      ? []
      : [
          factLine('breach', {
            cause: breach.cause,
            rate: breach.rate,
            metric: breach.metric,
            value: breach.value,
            server: breach.server,
            server_cores: breach.server_cores,
            message: breach.message,
          }),
        ]),
    ...document.limits.map(({ metric, text, source }) =>
      factLine('limit', { metric, limit: text, source }),
    ),
    ...document.points.map(({ rate, runs, kept, voids, metrics }) =>
      factLine('point', {
        rate,
        runs,
        kept,
        voids,
        median: metrics['latency.p50']?.center ?? null,
        tail: metrics['latency.p99']?.center ?? null,
        tail_low: metrics['latency.p99']?.low ?? null,
        tail_high: metrics['latency.p99']?.high ?? null,
        answered: metrics.throughput?.center ?? null,
        error_rate: metrics.error_rate?.center ?? null,
      }),
    ),
    factLine('record', { id: document.id }),
  ];
}
