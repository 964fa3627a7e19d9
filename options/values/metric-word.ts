import { findMetric } from '../../harness/model/metric.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';

/** As people call metrics who do not know their names here. */
const SPOKEN: ReadonlyMap<string, string> = new Map([
  ['memory', 'memory_peak'],
  ['cpu', 'cpu_time'],
  // Of a program, from its start to its end.
  ['startup', 'wall_time'],
  ['start-up', 'wall_time'],
  ['latency', 'latency.p50'],
]);

/** The name of the metric that a word is about; null: it is about none. */
export function metricOfWord(word: string): string | null {
  const name = word.trim().toLowerCase();
  return SPOKEN.get(name) ?? findMetric(name)?.name ?? null;
}

/** @throws UserError for a word that names no metric. */
export function readMetricWord(word: string): string {
  const metric = metricOfWord(word);
  if (metric !== null) return metric;
  throw badOption(`--metric takes a metric, such as fcp, memory or startup; found "${word}".`);
}
