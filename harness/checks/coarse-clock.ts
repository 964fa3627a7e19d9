import type { CheckBefore } from '../model/check.ts';

/**
 * Steps up to a microsecond do no harm: batches of a function take at least a quarter of a
 * millisecond, requests and commands longer. Usual are 20 to 100 ns, which is what a reading costs.
 */
export const MAX_CLOCK_STEP_MS = 0.001;

/** The clock of this machine makes steps that show in the results. */
export const coarseClock: CheckBefore = {
  id: 'coarse-clock',
  check: ({ machine }) =>
    machine.clockStepMs > MAX_CLOCK_STEP_MS
      ? [
          {
            id: coarseClock.id,
            level: 'warning',
            message: `The clock of this machine moves in steps of ${(machine.clockStepMs * 1_000).toPrecision(3)} µs; times near that are not to be trusted.`,
            remedy:
              'On Linux choose the tsc clock source (/sys/devices/system/clocksource); in a virtual machine ask its host for a better clock. Otherwise measure more work in one operation.',
          },
        ]
      : [],
};
