import { relative } from 'node:path';
import { type ChecklistCheck, failCheck, passWithEvidence } from '../checklist-item-check.ts';

/** Checks for a readable named baseline with scenarios. */
export const baselineCheck: ChecklistCheck = {
  id: 'baseline',
  title: 'Baseline documented',
  judge: ({ root, baselines }) => {
    const readable = baselines.flatMap((baseline) =>
      baseline.state === 'readable' && baseline.scenarios.length > 0
        ? [
            {
              file: relative(root, baseline.path),
              line: null,
              text: `${count(baseline.scenarios.length)}, saved ${baseline.savedAt.slice(0, 10)}`,
            },
          ]
        : [],
    );
    const damaged = baselines.find(({ state }) => state === 'damaged');
    return passWithEvidence(
      readable,
      'A named baseline is saved for comparison.',
      damaged?.state === 'damaged'
        ? failCheck(`The baseline ${damaged.name} cannot be read.`, damaged.problem)
        : failCheck(
            'There is no baseline to compare with.',
            'Measure and save a baseline: perf-harness run, then perf-harness baseline save main.',
          ),
    );
  },
};

function count(scenarios: number): string {
  return scenarios === 1 ? '1 scenario' : `${scenarios} scenarios`;
}
