import type { CheckBefore } from '../model/check.ts';

/** Governors that keep the clock where it is: at its highest, or where the user has put it. */
const STEADY = new Set(['performance', 'userspace']);
/** Governors that keep the clock low where they can. */
const SLOW = new Set(['powersave', 'conservative']);

/** The clock rate of the CPUs follows the load (kernel documentation, admin-guide/pm/cpufreq). */
export const cpuFrequencyScaling: CheckBefore = {
  id: 'cpu-frequency-scaling',
  check: ({ machine }) => {
    const scaling = machine.governors.filter((governor) => !STEADY.has(governor));
    if (scaling.length === 0) return [];
    return [
      {
        id: cpuFrequencyScaling.id,
        level: scaling.some((governor) => SLOW.has(governor)) ? 'warning' : 'info',
        message: `The clock rate of the CPUs changes with the load (governor ${scaling.join(', ')}), so the same work takes a different time after a pause.`,
        remedy:
          'For the time of measuring: `sudo cpupower frequency-set --governor performance`, and back afterwards.',
      },
    ];
  },
};
