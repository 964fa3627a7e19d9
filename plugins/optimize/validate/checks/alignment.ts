import { flatSteps } from '../../generators/functions-on-bottleneck-path.ts';
import type { PlanCheck } from '../plan-check-types.ts';

/** Percent of the time below which much effort is not worth it; TERTIARY bottlenecks end at 20. */
const SMALL_SHARE = 5;

/** Each hypothesis addresses a step of the map, and saves no more than the step takes. */
export const alignment: PlanCheck = {
  id: 'alignment',
  area: 'bottleneck_alignment',
  check: ({ block }) => {
    const steps = new Map(flatSteps(block.performance_map.steps).map((step) => [step.id, step]));
    const placed = block.hypotheses.map((hypothesis) => ({
      hypothesis,
      step: steps.get(hypothesis.bottleneck_addressed),
    }));
    return {
      invalid: placed
        .filter(({ step }) => step === undefined)
        .map(({ hypothesis }) => ({
          id: hypothesis.id,
          reason: `step ${hypothesis.bottleneck_addressed} is not in the performance map`,
        })),
      concerns: placed.flatMap(({ hypothesis, step }) => {
        if (step === undefined) return [];
        const { id, expected_impact: impact, complexity } = hypothesis;
        const share = step.time_share_pct;
        const trouble = [
          ...(impact.percent > share
            ? [
                `claims to save ${impact.percent} %, but step ${step.id} takes only ${share} % of the time`,
              ]
            : []),
          ...(complexity === 'High' && share < SMALL_SHARE
            ? [`is a complex change for a step that takes only ${share} % of the time`]
            : []),
        ];
        return trouble.map((text) => ({ type: 'effort', detail: `${id} ${text}` }));
      }),
    };
  },
};
