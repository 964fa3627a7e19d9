import type { CheckAfter } from '../model/check.ts';
import { notesOf, numbersIn } from './block-notes.ts';

/** The wall clock, by which k6 writes when it measured what, was set while it did. */
export const clockChanged: CheckAfter = {
  id: 'clock-changed',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'k6') return [];
    const notes = notesOf(measured);
    const steps = numbersIn(notes, 'clock_changed_ms');
    if (steps.length === 0) return [];
    const largest = steps.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    const way = largest > 0 ? 'forward' : 'back';
    const seconds = Number((Math.abs(largest) / 1_000).toPrecision(3));
    return [
      {
        id: clockChanged.id,
        level: 'warning',
        message: `The clock of this machine was set in ${steps.length} of ${notes.length} load runs, by up to ${seconds} s ${way}. Rates of such a run are over all of k6's time, its start included, so they are a little low; how the load went over time is not known of it.`,
        remedy:
          'Measure again, and keep what sets the clock away meanwhile: a time service that makes steps, or a machine that is put to sleep.',
      },
    ];
  },
};
