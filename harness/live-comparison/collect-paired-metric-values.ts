import type { PairedValues } from '../gate/decide/paired-metric-evidence.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import {
  explainMissingValue,
  readMetricPairValues,
} from '../model/read-base-and-head-metric-values.ts';
import type { Trial } from '../model/trial.ts';

export type Stage = 'screen' | 'confirm';

/**
 * Returns the pairs of one stage whose units were both measured. A pair is left out if a unit
 * failed or could not have the metric, never because of its value; a unit that is too slow fails,
 * which is why unequal failures matter.
 */
export function collectPairedValues(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
  metric: string,
  stage: Stage,
): PairedValues {
  const heads = new Map(
    trials.b.filter((trial) => isOf(trial, stage)).map((trial) => [trial.pair, trial]),
  );
  const base: number[] = [];
  const head: number[] = [];
  const slots: (0 | 1)[] = [];
  let missing: string | undefined;
  for (const trial of trials.a) {
    if (!isOf(trial, stage)) continue;
    const other = heads.get(trial.pair);
    const values = readMetricPairValues({ a: trial, b: other }, metric);
    if (values === null) {
      missing ??= other && explainMissingValue({ a: trial, b: other }, metric);
      continue;
    }
    base.push(values.a);
    head.push(values.b);
    slots.push(trial.slot);
  }
  const values = { base, head, slots };
  return base.length === 0 && missing !== undefined ? { ...values, missing } : values;
}

/** Counts a stage's pairs with both units, whatever was measured; excludes pairs of a pass. */
export function countCompletePairs(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
  stage: Stage,
): number {
  const isTimed = (trial: Trial): boolean => isOf(trial, stage) && trial.pass === undefined;
  const heads = new Set(trials.b.filter(isTimed).map(({ pair }) => pair));
  return trials.a.filter((trial) => isTimed(trial) && heads.has(trial.pair)).length;
}

function isOf(trial: Trial, stage: Stage): boolean {
  return trial.state === 'completed' && !trial.warmup && trial.stage === stage;
}

/** Returns the log-ratios head / base of all pairs that have one. */
export function logRatios({ base, head }: PairedValues): readonly number[] {
  return base.map((value, index) => Math.log((head[index] ?? 0) / value)).filter(Number.isFinite);
}
