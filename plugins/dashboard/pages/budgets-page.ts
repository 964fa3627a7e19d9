import { display, pages } from 'perf-harness/plugin';
import type { RunBudgets } from '../newest-run-budgets.ts';
import { runLink, scenarioCell } from '../page-links.ts';
import { listPage, verdictCell } from './document-list-page.ts';
import type { NavigationSections } from './navigation-sections.ts';

const GRAVITY = { pass: 0, inconclusive: 1, fail: 2 } as const;

/** Page of the budget results of each scenario in its newest run, exceeded budgets first. */
export function budgetsPage(
  sections: NavigationSections,
  runs: readonly RunBudgets[],
  hasTrend: (scenario: string) => boolean,
): string {
  const judged = runs.filter(({ budgets }) => budgets.length > 0);
  const without = runs.filter(({ budgets }) => budgets.length === 0);
  const rows = judged
    .toSorted((a, b) => GRAVITY[b.verdict] - GRAVITY[a.verdict])
    .flatMap((run) => run.budgets.map((budget) => ({ run, budget })));
  return listPage(
    sections,
    'budgets',
    judged.length,
    () =>
      pages.html`${pages.blockMarkup(
        display.createTable({
          noun: 'budget',
          isStacked: true,
          rows,
          columns: [
            ['scenario', ({ run }) => scenarioCell(run.scenario, hasTrend)],
            ['outcome', ({ budget }) => verdictCell(budget.outcome)],
            ['budget', ({ budget }) => `${budget.metric} ${budget.limit}`],
            ['value', ({ budget }) => budget.value, 'right'],
            ['distance', ({ budget }) => budget.distance],
            [
              'run (UTC)',
              ({ run: { id, startedAt } }) => ({
                text: display.formatMoment(startedAt),
                target: runLink(id),
              }),
            ],
          ],
        }),
      )}${pages.blockMarkup({
        type: 'list',
        title: 'Without a budget',
        noun: 'scenario',
        isFolded: true,
        items: without.map(({ scenario }) => ({ text: display.printable(scenario) })),
      })}`,
  );
}
