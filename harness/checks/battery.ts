import type { CheckBefore } from '../model/check.ts';

/** Laptops lower the clock rate when they run on their battery. */
export const battery: CheckBefore = {
  id: 'battery',
  check: ({ machine }) =>
    machine.onBattery === true
      ? [
          {
            id: battery.id,
            level: 'warning',
            message: 'The machine runs on its battery, which makes the CPUs slower and unsteady.',
            remedy: 'Connect it to the mains.',
          },
        ]
      : [],
};
