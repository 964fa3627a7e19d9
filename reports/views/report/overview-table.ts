import { type Footnote, marks } from '../../facts/footnotes.ts';
import type { RunFacts } from '../../facts/run/run-facts.ts';
import type { Sign, TableBlock } from '../../view.ts';

const SIGNS: Readonly<Record<RunFacts['outcome'], Sign>> = {
  pass: '✓',
  fail: '✗',
  failed: '✗',
  inconclusive: '?',
  interrupted: '!',
};

/** A run with the place of a page that tells all of it. */
export interface PlacedRun {
  readonly run: RunFacts;
  readonly id: string;
}

/** A row a scenario: its outcome, its primary metric, how its budgets stand, its notes. */
export function overviewTable(
  runs: readonly PlacedRun[],
  footnotes: readonly Footnote[],
): TableBlock {
  const metrics = new Set(runs.flatMap(({ run }) => run.lead?.name ?? []));
  // A metric that all of them have needs no column of its own.
  const [shared = null] = metrics.size === 1 ? metrics : [];
  const hasBudgets = runs.some(({ run }) => run.budgets.length > 0);
  return {
    type: 'table',
    weight: 'always',
    title: null,
    noun: 'scenario',
    columns: [
      { title: 'Outcome', isWhole: true },
      { title: 'Scenario', isName: true },
      ...(shared === null ? [{ title: 'Metric' }] : []),
      { title: shared ?? 'Median', align: 'right' },
      { title: 'Interval', align: 'right' },
      ...(hasBudgets ? [{ title: 'Budgets', align: 'right' } as const] : []),
      { title: 'Notes', isWhole: true },
    ],
    rows: runs.map(({ run, id }) => {
      const { outcome, scenario, lead, budgets } = run;
      const kept = budgets.filter((budget) => budget.outcome === 'kept').length;
      return [
        { sign: SIGNS[outcome], text: outcome },
        { text: scenario, target: id },
        ...(shared === null ? [lead?.name ?? ''] : []),
        { text: lead?.center ?? 'not measured', tone: 'strong' },
        lead?.interval ?? '',
        ...(hasBudgets ? [budgets.length === 0 ? '' : `${kept} of ${budgets.length}`] : []),
        {
          text: marks(footnotes.filter(({ scenarios }) => scenarios.includes(scenario))),
          tone: 'doubt',
        },
      ];
    }),
  };
}
