import type { PlanCheck } from '../plan-check.ts';

/** Runs that a baseline takes at least (C8). */
const FEWEST_TRIALS = 3;

/** The numbers that the plan rests on can be relied on. */
export const measurement: PlanCheck = {
  id: 'measurement',
  area: 'measurement_validity',
  check: ({ block: { performance_map: map } }) => {
    const gate = map.wrong_tool?.concerns ?? [];
    const details = [
      ...(map.trials < FEWEST_TRIALS ? [`the baseline rests on ${map.trials} trials`] : []),
      ...map.lacks,
      ...gate.map(({ message }) => message),
    ];
    return { concerns: details.map((detail) => ({ type: 'measurement', detail })) };
  },
};
