import type { Budget } from '../../../harness/model/scenario/budget.ts';

/** What k6 calls the number that a budget is for. */
const OF_K6: Readonly<Record<string, readonly [metric: string, stat: string]>> = {
  'latency.p50': ['http_req_duration', 'p(50)'],
  'latency.p90': ['http_req_duration', 'p(90)'],
  'latency.p95': ['http_req_duration', 'p(95)'],
  'latency.p99': ['http_req_duration', 'p(99)'],
  'latency.max': ['http_req_duration', 'max'],
  error_rate: ['http_req_failed', 'rate'],
  throughput: ['http_reqs', 'rate'],
};

/** Budgets as thresholds of a script. What only warns has no place there. */
export function thresholdsOf(
  budgets: readonly Budget[],
): Readonly<Record<string, readonly string[]>> {
  const thresholds: Record<string, string[]> = {};
  for (const { metric, operator, limit, level } of budgets) {
    const [name, stat] = OF_K6[metric] ?? [];
    if (name === undefined || level === 'warn') continue;
    const known = thresholds[name] ?? [];
    thresholds[name] = [...known, `${stat}${operator}${limit}`];
  }
  return thresholds;
}
