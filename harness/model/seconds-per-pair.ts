import type { RunRecord } from './documents/run-record.ts';

/** The metric that is counted in pairs of its own, and what its units are marked with. */
const INSTRUCTIONS = 'instructions';

/** Median seconds of a pair, both sides' runs given; null: none. Instructions have longer pairs of their own. */
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
