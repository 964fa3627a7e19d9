import type { PlanCheck } from '../plan-check.ts';

/** V813-04: hypotheses that are struck together touch no line twice. */
export const fileOverlap: PlanCheck = {
  id: 'file-overlap',
  area: 'strike_safety',
  check: ({ dryRun }) => ({
    concerns: (dryRun?.overlaps ?? []).map(({ id, other, file, line }) => ({
      type: 'file_overlap',
      detail: `${id} and ${other} touch the same lines of ${file}, at line ${line}`,
    })),
  }),
};
