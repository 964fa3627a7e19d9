import { tableOf } from '../../blocks.ts';
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
  const rows = budgets.map(({ scenario, budget }) => ({
    ...budget,
    scenario,
    notes: marks(footnotesOf(footnotes, scenario ?? '', budget.metric)),
  }));
  return tableOf({
    noun: 'budget',
    rows,
    columns: [
      ['Outcome', ({ outcome }) => ({ sign: SIGNS[outcome], text: outcome }), 'whole'],
      rows.some(({ scenario }) => scenario !== undefined) && [
        'Scenario',
        ({ scenario = '' }) => scenario,
        'name',
      ],
      ['Budget', ({ metric, limit }) => `${metric} ${limit}`],
      ['Value', ({ value }) => value, 'right'],
      ['', ({ distance }) => distance],
      rows.some(({ notes }) => notes !== '') && ['Notes', ({ notes }) => notes, 'doubt'],
    ],
  });
}
