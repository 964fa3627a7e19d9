import type { Finding } from './finding.ts';
import type { Block, Trial } from './trial.ts';

/** The check whose finding of level `error` voids what was measured. */
export const GENERATOR_SATURATED = 'load-generator-saturated';

/** Share of load runs in which the generator may have been at its limit. */
export const MAX_SATURATED_SHARE = 0.3;

/** The load runs that count, one a block; trials of a pass of their own are not timed. */
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

/** Why nothing may be judged by what was measured; null: it may. */
export function findVoidReason(findings: readonly Finding[]): string | null {
  const found = findings.find(({ id, level }) => id === GENERATOR_SATURATED && level === 'error');
  return found?.message ?? null;
}
