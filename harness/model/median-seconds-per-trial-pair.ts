import type { RunRecord } from './documents/run-record.ts';

/** Metric that is counted in separate pairs, and mark of their units. */
const INSTRUCTIONS = 'instructions';

/**
 * Returns the median seconds of a pair, from both sides' runs; null if there are no pairs.
 * Instructions have separate, longer pairs.
 */
export function secondsPerPair(
  runs: readonly Pick<RunRecord, 'trials'>[],
  metric: string,
): number | null {
  const pass = metric === INSTRUCTIONS ? INSTRUCTIONS : undefined;
  const trials = runs
    .flatMap((run) => run.trials)
    .filter((trial) => !trial.warmup && trial.pass === pass);
  const pairs = Map.groupBy(trials, ({ pair, stage }) => `${stage} ${pair}`);
  const spans = [...pairs.values()]
    .map((pair) => {
      const start = Math.min(...pair.map(({ startedMs }) => startedMs));
      return Math.max(...pair.map(({ startedMs, durationMs }) => startedMs + durationMs)) - start;
    })
    .toSorted((span, other) => span - other);
  const middle = spans[Math.floor(spans.length / 2)];
  return middle === undefined ? null : middle / 1_000;
}
