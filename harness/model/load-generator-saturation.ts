import type { Finding } from './finding.ts';
import type { Block, Trial } from './trial.ts';

/** Check whose finding of level `error` voids the measurements. */
export const GENERATOR_SATURATED = 'load-generator-saturated';

export const MAX_SATURATED_SHARE = 0.3;

/** Returns notes of timed load runs, one per block; trials of separate passes are not timed. */
export function listLoadRuns(trials: readonly Trial[]): readonly NonNullable<Block['notes']>[] {
  return trials.flatMap((trial) =>
    trial.state === 'completed' && !trial.warmup && trial.pass === undefined
      ? trial.blocks.map(({ notes }) => notes ?? {})
      : [],
  );
}

/** True if the generator set the pace of so many runs that they say nothing about the server. */
export function isPacedByGenerator(runs: readonly NonNullable<Block['notes']>[]): boolean {
  const saturated = runs.filter((run) => run.generator_saturated === true);
  return saturated.length > runs.length * MAX_SATURATED_SHARE;
}

/** Returns the reason why the measurements must not be judged; null if they may. */
export function findInvalidationReason(findings: readonly Finding[]): string | null {
  const found = findings.find(({ id, level }) => id === GENERATOR_SATURATED && level === 'error');
  return found?.message ?? null;
}
