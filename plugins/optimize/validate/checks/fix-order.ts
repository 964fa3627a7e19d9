import type { PlanCheck } from '../plan-check.ts';

/** From here on a fix changes the application itself (H812-18). */
const APPLICATION_LEVEL = 4;
/** Exact text for a plan that begins with application code or with taking something away. */
export const CONFIG_FIX = 'config-level fix may be available';

/** V813-08: settings are looked at before code. */
export const fixOrder: PlanCheck = {
  id: 'fix-order',
  area: 'bottleneck_alignment',
  check: ({ block: { hypotheses } }) => {
    const [first] = hypotheses;
    const later = hypotheses.find(
      ({ fix_level: level }, at) => level < (hypotheses[at - 1]?.fix_level ?? level),
    );
    return {
      concerns: [
        ...(first !== undefined && first.fix_level >= APPLICATION_LEVEL
          ? [{ type: 'fix_order', detail: CONFIG_FIX }]
          : []),
        ...(later === undefined
          ? []
          : [
              {
                type: 'fix_order',
                detail: `${later.id} is of a lower fix level than what stands before it`,
              },
            ]),
      ],
    };
  },
};
