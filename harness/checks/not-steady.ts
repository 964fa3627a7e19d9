import type { CheckAfter } from '../model/check.ts';
import { QUICK_TAG } from '../model/scenario/scenario.ts';
import { median } from '../stats/quantile.ts';
import { notesOf, numbersIn } from './block-notes.ts';
import { signedPercent } from './percent.ts';

/** Share of the trials that must be concerned: now and then an interruption looks the same. */
export const MAX_SHARE = 0.5;
/** Change within a trial that says by itself that the calls had not settled. */
export const MAX_DRIFT = 0.05;
const MS_PER_SECOND = 1_000;

/**
 * The calls of a function had not settled when measuring began. That is common and no mistake: at
 * most 43.5 % of the benchmarks of eight virtual machines reached a steady peak (Barrett and others,
 * "Virtual Machine Warmup Blows Hot and Cold", OOPSLA 2017).
 */
export const notSteady: CheckAfter = {
  id: 'not-steady',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'function') return [];
    const notes = notesOf(measured);
    const unsteady = notes.filter((one) => one.is_steady === false).length;
    const drifts = numbersIn(notes, 'drift');
    const ratio = drifts.length === 0 ? 1 : median(drifts);
    const isMoving = ratio > 1 + MAX_DRIFT || ratio < 1 - MAX_DRIFT;
    const isUnsteady = unsteady > notes.length * MAX_SHARE;
    if (!isUnsteady && !isMoving) return [];
    const facts = [
      ...(isUnsteady
        ? [`in ${unsteady} of ${notes.length} trials they had not settled after the warm-up`]
        : []),
      ...(isMoving
        ? [`the second half of a trial is ${signedPercent(ratio - 1)} against the first`]
        : []),
    ];
    return [
      {
        id: notSteady.id,
        level: 'warning',
        metric: 'wall_time',
        message: `The calls of "${scenario.name}" are not steady: ${facts.join(', and ')}.`,
        remedy: scenario.tags.includes(QUICK_TAG)
          ? 'Run it without --quick, which cuts the warm-up short.'
          : `Warm up longer, for example warmup: '${(scenario.warmupMs * 4) / MS_PER_SECOND} s'; if that changes nothing, look for work that grows from call to call.`,
      },
    ];
  },
};
