import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import { QUICK_TAG } from '../model/scenario/scenario.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { formatPercent, formatSignedPercent } from './format-check-numbers.ts';
import { listStoppingAndGatedMetrics } from './list-metrics-that-stop-or-gate-a-run.ts';
import { collectBlockNotes, readNumericNotes } from './read-numeric-trial-annotations.ts';

/** Share of the trials that must be affected, since an occasional interruption looks the same. */
const MAX_UNSTEADY_SHARE = 0.5;
/** Change within a trial that alone shows that the calls had not settled. */
const MAX_DRIFT = 0.05;
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
    const notes = collectBlockNotes(measured);
    const unsteady = notes.filter((note) => note.is_steady === false).length;
    const drifts = readNumericNotes(notes, 'drift');
    const ratio = drifts.length === 0 ? 1 : median(drifts);
    const isMoving = ratio > 1 + MAX_DRIFT || ratio < 1 - MAX_DRIFT;
    const isUnsteady = unsteady > notes.length * MAX_UNSTEADY_SHARE;
    if (!isUnsteady && !isMoving) return [];
    const facts = [
      ...(isUnsteady
        ? [`in ${unsteady} of ${notes.length} trials, call times had not settled after the warm-up`]
        : []),
      ...(isMoving
        ? [
            `call times change by ${formatSignedPercent(ratio - 1)} from the first half of a trial to the second`,
          ]
        : []),
    ];
    return [
      {
        id: notSteady.id,
        level: 'warning',
        metric: 'wall_time',
        message: `The call times of "${scenario.name}" are not steady: ${facts.join(', and ')}.`,
        remedy: scenario.tags.includes(QUICK_TAG)
          ? 'Run without --quick, which shortens the warm-up.'
          : `Warm up longer, for example warmup: '${(scenario.warmupMs * 4) / MS_PER_SECOND} s'; if that does not help, look for work that grows from call to call.`,
      },
    ];
  },
};

/** Share of the trials that must be affected, since a single trial does not move the median. */
const MAX_LIMITED_SHARE = 0.5;

/** Reports functions whose duration is too close to the resolution of the clock that timed them. */
export const coarseTimer: CheckAfter = {
  id: 'coarse-timer',
  check: ({ measured, scenario }) => {
    const notes = collectBlockNotes(measured);
    const limited = notes.filter((note) => note.is_timer_limited === true);
    if (limited.length === 0 || limited.length < notes.length * MAX_LIMITED_SHARE) return [];
    const steps = readNumericNotes(limited, 'clock_step_ns');
    const step = steps.length === 0 ? '' : ` (${median(steps).toFixed(0)} ns)`;
    const isForeign = limited.some((note) => note.engine === 'vitest');
    const isSingle = limited.some((note) => note.timed_singly === true);
    return [
      {
        id: coarseTimer.id,
        level: 'warning',
        metric: 'wall_time',
        message: `In ${limited.length} of ${notes.length} trials of "${scenario.name}", individual timings were barely longer than one clock tick${step}, so wall_time partly reflects the clock resolution.`,
        remedy: isForeign
          ? 'vitest times every call separately: write the function as a scenario, whose calls are timed in batches.'
          : isSingle
            ? '`beforeEach` makes perf-harness time every call separately; remove the hook, or let `run` do more work.'
            : 'Let `run` do more work, such as a hundred repetitions.',
      },
    ];
  },
};

/** Fewer trials are equal by chance too easily. */
const FEWEST_TRIALS = 6;
/** Timed trials rarely agree to the last digit: so few distinct values indicate a coarse unit. */
export const MAX_DISTINCT_SHARE = 1 / 3;
/** A step below this share of the value does not show in a result. */
export const MIN_STEP = 0.01;

/** A timed metric has a resolution that is coarse compared with its value. */
export const lowResolution: CheckAfter = {
  id: 'low-resolution',
  check: ({ scenario, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const { nature, sample, center, n } = summary;
      if (nature !== 'timed' || n < FEWEST_TRIALS || center === 0) return [];
      const values = [...new Set(sample)].sort((a, b) => a - b);
      if (values.length < 2 || values.length > n * MAX_DISTINCT_SHARE) return [];
      const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
      const step = Math.min(...steps) / Math.abs(center);
      if (step < MIN_STEP) return [];
      return [
        {
          id: lowResolution.id,
          level: 'warning',
          metric: name,
          message: `${name} had only ${values.length} distinct values in ${n} trials, ${formatPercent(step)} apart, so changes smaller than this step cannot be detected.`,
          remedy: 'Do more work per operation, or use a metric with finer resolution.',
        },
      ];
    }),
};
