import type { CheckAfter } from '../model/check.ts';
import { median } from '../stats/quantile.ts';
import { notesOf, numbersIn } from './block-notes.ts';

/** Share of the trials that must be concerned: a single one does not move the median. */
export const MAX_SHARE = 0.5;

/** What a function takes is too near to a step of the clock that timed it. */
export const coarseTimer: CheckAfter = {
  id: 'coarse-timer',
  check: ({ measured, scenario }) => {
    const notes = notesOf(measured);
    const limited = notes.filter((one) => one.is_timer_limited === true);
    if (limited.length === 0 || limited.length < notes.length * MAX_SHARE) return [];
    const steps = numbersIn(limited, 'clock_step_ns');
    const step = steps.length === 0 ? '' : ` (${median(steps).toFixed(0)} ns)`;
    const isForeign = limited.some((one) => one.engine === 'vitest');
    const isSingle = limited.some((one) => one.timed_singly === true);
    return [
      {
        id: coarseTimer.id,
        level: 'warning',
        metric: 'wall_time',
        message: `In ${limited.length} of ${notes.length} trials of "${scenario.name}" what was timed at once took hardly longer than a step of the clock${step}: part of wall_time is the clock itself.`,
        remedy: isForeign
          ? 'vitest times every call by itself: write the function as a scenario, whose calls are timed in batches.'
          : isSingle
            ? '`beforeEach` makes perf-harness time every call by itself: do without it, or let `run` do more work.'
            : 'Let `run` do more work, such as a hundred times the same.',
      },
    ];
  },
};
