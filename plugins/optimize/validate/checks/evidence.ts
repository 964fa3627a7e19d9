import { evidenceIds } from '../known-ids.ts';
import type { PlanCheck } from '../plan-check.ts';

/** V813-06: each hypothesis rests on something that was found, measured or read. */
export const evidence: PlanCheck = {
  id: 'evidence',
  area: 'bottleneck_alignment',
  check: ({ block }) => {
    const known = evidenceIds(block);
    return {
      concerns: block.hypotheses
        .filter(({ evidence: named }) => !named.some((id) => known.has(id)))
        .map(({ id, evidence: named }) => ({
          type: 'WEAK_EVIDENCE',
          detail:
            named.length === 0
              ? `${id} names nothing that it rests on`
              : `${id} rests on ${named.join(', ')}, which nobody has found`,
        })),
    };
  },
};
