import type { UnitFailures } from '../gate/decide/judge-metric-comparison.ts';
import type { PairedValues } from '../gate/decide/paired-metric-evidence.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import {
  explainMissingValue,
  readMetricPairValues,
} from '../model/read-base-and-head-metric-values.ts';
import type { Trial } from '../model/trial.ts';

export type Stage = 'screen' | 'confirm';

/**
 * Returns the pairs of one stage whose units both have the metric. A pair is left out because a
 * unit failed or lacks the metric, never because of its value. A unit that is too slow fails, which
 * is why unequal failures of the sides matter.
 */
export function collectPairedValues(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
  metric: string,
  stage: Stage,
): PairedValues {
  const heads = new Map(
    trials.b.filter((trial) => isMeasuredIn(trial, stage)).map((trial) => [trial.pair, trial]),
  );
  const base: number[] = [];
  const head: number[] = [];
  const slots: (0 | 1)[] = [];
  let missing: string | undefined;
  for (const trial of trials.a) {
    if (!isMeasuredIn(trial, stage)) continue;
    const headTrial = heads.get(trial.pair);
    const values = readMetricPairValues({ a: trial, b: headTrial }, metric);
    if (values === null) {
      missing ??= headTrial && explainMissingValue({ a: trial, b: headTrial }, metric);
      continue;
    }
    base.push(values.a);
    head.push(values.b);
    slots.push(trial.slot);
  }
  const values = { base, head, slots };
  return base.length === 0 && missing !== undefined ? { ...values, missing } : values;
}

/** Counts the timed pairs of a stage in which both units completed, whatever metrics they have. */
export function countCompletePairs(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
  stage: Stage,
): number {
  const isTimed = (trial: Trial): boolean => isMeasuredIn(trial, stage) && trial.pass === undefined;
  const heads = new Set(trials.b.filter(isTimed).map(({ pair }) => pair));
  return trials.a.filter((trial) => isTimed(trial) && heads.has(trial.pair)).length;
}

/** Counts failed units of timed pairs; failures under valgrind say nothing about speed. */
export function countFailedTrials(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
): UnitFailures {
  const count = (side: SideId): number =>
    trials[side].filter(
      ({ state, warmup, pass }) => state === 'failed' && !warmup && pass === undefined,
    ).length;
  return { base: count('a'), head: count('b') };
}

function isMeasuredIn(trial: Trial, stage: Stage): boolean {
  return trial.state === 'completed' && !trial.warmup && trial.stage === stage;
}

export function logRatios({ base, head }: PairedValues): readonly number[] {
  return base.map((value, index) => Math.log((head[index] ?? 0) / value)).filter(Number.isFinite);
}

/** True if no unit ended that counts. */
export function isUnmeasured(trials: Readonly<Record<SideId, readonly Trial[]>>): boolean {
  return [...trials.a, ...trials.b].every(({ warmup, state }) => warmup || state === 'aborted');
}
