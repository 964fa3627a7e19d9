import { type Footnote, footnotesOf, marks } from '../../facts/footnotes.ts';
import type { BudgetFact, BudgetOutcome } from '../../facts/run/budget-facts.ts';
import type { Sign, TableBlock } from '../../view.ts';

const SIGNS: Readonly<Record<BudgetOutcome, Sign>> = {
  kept: '✓',
  broken: '✗',
  unmeasured: '✗',
  unsure: '?',
  warned: '!',
};

/** Budgets with what became of them; the scenario has a column where there are several. */
export function budgetTable(
  budgets: readonly { readonly scenario?: string; readonly budget: BudgetFact }[],
  footnotes: readonly Footnote[] = [],
): TableBlock {
  const hasScenario = budgets.some(({ scenario }) => scenario !== undefined);
  const noted = budgets.map(({ scenario = '', budget }) =>
    marks(footnotesOf(footnotes, scenario, budget.metric)),
  );
  const hasNotes = noted.some((text) => text !== '');
  return {
    type: 'table',
    title: null,
    noun: 'budget',
    columns: [
      { title: 'Outcome', isWhole: true },
      ...(hasScenario ? [{ title: 'Scenario', isName: true }] : []),
      { title: 'Budget' },
      { title: 'Value', align: 'right' },
      { title: '' },
      ...(hasNotes ? [{ title: 'Notes' }] : []),
    ],
    rows: budgets.map(({ scenario, budget }, index) => {
      const { outcome, metric, limit, value, distance } = budget;
      return [
        { sign: SIGNS[outcome], text: outcome },
        ...(hasScenario ? [scenario ?? ''] : []),
        `${metric} ${limit}`,
        value,
        distance,
        ...(hasNotes ? [{ text: noted[index] ?? '', tone: 'doubt' as const }] : []),
      ];
    }),
  };
}
