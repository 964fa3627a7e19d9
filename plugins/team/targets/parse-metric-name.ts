import { metrics, optionError } from 'perf-harness/plugin';

/** Returns the name of the metric that a word refers to; null if there is none. */
export function findMetricName(word: string): string | null {
  return metrics.findMetricByWord(word)?.name ?? null;
}

/** @throws UserError for a word that names no metric. */
export function parseMetricName(word: string): string {
  const metric = findMetricName(word);
  if (metric !== null) return metric;
  throw optionError(`--metric expects a metric, such as fcp, memory or startup; found "${word}".`);
}
