import type { PairedValues } from '../gate/decide/metric-evidence.ts';
import type { SideId } from '../model/side.ts';
import type { CompletedTrial, Trial } from '../model/trial.ts';

export type Stage = 'screen' | 'confirm';

/**
 * The pairs of one stage of which both units were measured. A pair is left out because a unit
 * failed or could not have the metric, never because of a value.
 */
export function pairedValues(
  trials: Readonly<Record<SideId, readonly Trial[]>>,
  metric: string,
  stage: Stage,
): PairedValues {
  const heads = new Map(
    trials.b.filter((trial) => isOf(trial, stage)).map((trial) => [trial.pair, trial]),
  );
  const base: number[] = [];
  const head: number[] = [];
  let missing: string | undefined;
  for (const trial of trials.a) {
    if (!isOf(trial, stage)) continue;
    const other = heads.get(trial.pair);
    const [before, after] = [measuredValue(trial, metric), measuredValue(other, metric)];
    if (before === null || after === null) {
      missing ??= other && missingOn(trial, other, metric);
      continue;
    }
    base.push(before);
    head.push(after);
  }
  return base.length === 0 && missing !== undefined ? { base, head, missing } : { base, head };
}

function missingOn(base: Trial, head: Trial, metric: string): string {
  const [before, after] = [measuredValue(base, metric), measuredValue(head, metric)];
  const [side, without] = after === null ? ['head', head] : ['base', base];
  const who = before === null && after === null ? 'neither side has' : `the ${side} does not have`;
  const why = without.state === 'completed' ? without.unavailable?.[metric] : undefined;
  return `${who} ${metric}${why === undefined ? '' : `: ${why}`}`;
}

/** How many pairs of a stage have both units, whatever was measured of them; those of a pass apart. */
export function completePairs(
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

function measuredValue(trial: Trial | undefined, metric: string): number | null {
  const value = (trial as CompletedTrial | undefined)?.measurements[metric];
  return value !== undefined && Number.isFinite(value) ? value : null;
}
