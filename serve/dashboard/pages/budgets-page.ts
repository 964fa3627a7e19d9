import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { budgetFacts } from '../../../reports/facts/run/budget-facts.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import { blockMarkup } from '../../../reports/html/view-page.ts';
import { plural } from '../../../reports/text/plural.ts';
import { printable } from '../../../reports/text/printable.ts';
import { budgetTable } from '../../../reports/views/report/budget-table.ts';
import { runLink, scenarioLink } from '../links.ts';
import { moment } from './run-table.ts';
import { listPage, verdictMark } from './shelf-page.ts';

/** What the budgets of each scenario came to in its newest run; those that are broken first. */
export function budgetsPage(
  runs: readonly RunRecord[],
  hasTrend: (scenario: string) => boolean,
): string {
  const judged = runs.filter(({ budgets }) => budgets.length > 0);
  const without = runs.filter(({ budgets }) => budgets.length === 0);
  const sorted = judged.toSorted((a, b) => gravity(b) - gravity(a));
  return listPage(
    'budgets',
    judged.length,
    () =>
      html`${sorted.map((run) => budgetSection(run, hasTrend))}${
        without.length === 0
          ? null
          : html`<section><h2>Without a budget</h2><details><summary>${plural(without.length, 'scenario')}</summary><ul>${without.map(({ scenario }) => html`<li>${printable(scenario)}</li>`)}</ul></details></section>`
      }`,
  );
}

const GRAVITY = { pass: 0, inconclusive: 1, fail: 2 } as const;

function gravity({ verdict }: RunRecord): number {
  return GRAVITY[verdict];
}

function budgetSection(run: RunRecord, hasTrend: (scenario: string) => boolean): Markup {
  const { scenario, id, startedAt, verdict } = run;
  const name = printable(scenario);
  const title = hasTrend(scenario) ? html`<a href="${scenarioLink(scenario)}">${name}</a>` : name;
  return html`<section><h2>${title}</h2>
<p>${verdictMark(verdict)} <span class="faint">in the run of <a href="${runLink(id)}">${moment(startedAt)}</a></span></p>${blockMarkup(budgetTable(budgetFacts(run).map((budget) => ({ budget }))))}</section>
`;
}
