import type { ChecklistReport } from '../../../harness/model/documents/checklist-document.ts';
import type { NextStep } from '../../next-step.ts';

const GATE: NextStep = {
  purpose: 'have CI hold changes to budgets',
  command: 'perf-harness init --ci github',
};
const PROFILE: NextStep = { purpose: 'see where the time goes', command: 'perf-harness profile' };
const MEASURE: NextStep = { purpose: 'measure it', command: 'perf-harness run' };

/** Commands that do what is missing, where there is one. */
const COMMANDS: Readonly<Record<string, NextStep>> = {
  baseline: {
    purpose: 'have something to compare with, after a run',
    command: 'perf-harness baseline save main',
  },
  bottleneck: PROFILE,
  bottlenecks: PROFILE,
  'regression-prevention': GATE,
  'budgets-in-ci': GATE,
  'web-vitals': MEASURE,
  'load-test': MEASURE,
};

/** The step for the first check that fails, or else is unverified; null: all pass. */
export function checklistNext({ list, items }: ChecklistReport): NextStep | null {
  const open = items.filter((item) => item.verdict !== 'pass');
  const first = open.find(({ verdict }) => verdict === 'fail') ?? open[0];
  if (first === undefined) return null;
  const proposes = first.id === 'impact' && /perf-harness [a-z-]+/u.exec(first.remedy)?.[0];
  if (proposes) {
    return { purpose: 'have changes proposed and nothing changed', command: `${proposes} --help` };
  }
  const flag = list === 'final' ? ' --list' : '';
  return (
    COMMANDS[first.id] ?? {
      purpose: 'look again once it is mended',
      command: `perf-harness check${flag} ${first.id}`,
    }
  );
}
