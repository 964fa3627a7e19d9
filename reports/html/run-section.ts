import { type Footnote, footnotesOf, marks } from '../facts/footnotes.ts';
import type { BudgetFact, BudgetOutcome } from '../facts/run/budget-facts.ts';
import type { FailureFact } from '../facts/run/failure-facts.ts';
import type { FieldFact } from '../facts/run/field-facts.ts';
import type { MetricFact } from '../facts/run/metric-facts.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import type { RenderOptions } from '../reporter.ts';
import { formatQuantity } from '../scale.ts';
import { plural } from '../text/plural.ts';
import { filmPart } from './film.ts';
import { histograms } from './histogram.ts';
import { html, type Markup } from './markup.ts';
import { serverSection } from './server-section.ts';
import type { HtmlTone } from './tone.ts';
import { trialPlot, trialValues } from './trial-plot.ts';

const BUDGETS: Readonly<Record<BudgetOutcome, { sign: string; tone: HtmlTone }>> = {
  kept: { sign: '✓', tone: 'good' },
  broken: { sign: '✗', tone: 'bad' },
  unmeasured: { sign: '✗', tone: 'bad' },
  unsure: { sign: '?', tone: 'doubt' },
  warned: { sign: '!', tone: 'doubt' },
};

/** One scenario of a report of runs: failures, budgets, pictures of what matters, all metrics. */
export function runSection(
  facts: RunFacts,
  id: string,
  footnotes: readonly Footnote[],
  pictures?: RenderOptions['pictures'],
): Markup {
  const { scenario, kind, failures, budgets, metrics, unavailable, sampling } = facts;
  const budgeted = new Set(budgets.map(({ metric }) => metric));
  const pictured = metrics.filter(({ name, isPrimary }) => isPrimary || budgeted.has(name));
  const noted = marks(footnotesOf(footnotes, scenario, null));
  return html`<section id="${id}"><h2>${scenario} <small>${kind} ${noted}</small></h2>
${failures.map(failurePart)}
${budgets.length === 0 ? null : budgetTable(budgets)}
${pictured.map((metric) => picturePart(metric, facts))}
${filmPart(facts, pictures)}
${facts.server === null ? null : serverSection(facts.server)}
${metrics.length === 0 ? null : metricTable(facts, footnotes)}
${facts.field === null ? null : fieldTable(facts.field)}${unavailable.map(({ metrics: names, reason }) => html`<p class="faint">${names.join(', ')}: not available, ${reason}</p>`)}
<p class="faint">${sampling.sentence}; record <code>${facts.id}</code></p></section>
`;
}

function failurePart({ place, reason, message, remedy, output }: FailureFact): Markup {
  return html`<p class="line tone-bad"><span aria-hidden="true">✗</span> ${place} failed (${reason}): ${message}</p>
${output.length === 0 ? null : html`<p class="faint">The last that it printed:</p><pre>${output.join('\n')}</pre>`}
${remedy === null ? null : html`<p>→ ${remedy}</p>`}
`;
}

export function budgetTable(budgets: readonly BudgetFact[]): Markup {
  return html`<h3>Budgets</h3><div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col">limit</th><th scope="col" class="number">value</th><th scope="col">outcome</th></tr></thead>
<tbody>${budgets.map(({ metric, limit, value, distance, outcome }) => {
    const { sign, tone } = BUDGETS[outcome];
    return html`<tr class="other"><th scope="row">${metric}</th><td class="said">${limit}</td><td class="number">${value}</td><td><span class="tone-${tone}"><span aria-hidden="true">${sign}</span> ${outcome}</span>${distance === '' ? null : `: ${distance}`}</td></tr>
`;
  })}</tbody></table></div>`;
}

/** What real users had, beside what was measured here. */
function fieldTable({ rows, title, note }: FieldFact): Markup {
  return html`<h3>Field data</h3><div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col" class="number">p75</th><th scope="col" class="number">95 % interval</th><th scope="col" class="number">visits</th><th scope="col" class="number">lab median</th></tr></thead>
<tbody>${rows.map(({ name, p75, interval, visits, lab }) => html`<tr><th scope="row">${name}</th><td class="number">${p75}</td><td class="number">${interval}</td><td class="number">${visits}</td><td class="number">${lab}</td></tr>\n`)}</tbody></table></div>
<p class="faint">${title}. ${note}</p>`;
}

function picturePart(metric: MetricFact, { run }: RunFacts): Markup | null {
  const { name, text, summary } = metric;
  const plot = trialPlot(metric, run);
  const spread = histograms(
    [
      {
        name,
        side: 'base',
        values: summary.sample,
        text: `${name}: ${plural(summary.n, 'trial')}`,
      },
    ],
    summary.unit,
  );
  if (plot === null && spread === null) return null;
  return html`<h3>${name}: ${text}</h3><div class="pictures">${plot}${spread}</div>
<details><summary>trials of ${name} as a table</summary><div class="scroll"><table><thead><tr><th scope="col">trial</th><th scope="col" class="number">${name}</th></tr></thead>
<tbody>${trialValues(run, name).map(
    ({
      number,
      value,
    }) => html`<tr><th scope="row">${number}</th><td class="number">${value === null ? 'failed' : formatQuantity(value, summary.unit)}</td></tr>
`,
  )}</tbody></table></div></details>`;
}

function metricTable(
  { scenario, metrics, intervalTitle }: RunFacts,
  footnotes: readonly Footnote[],
): Markup {
  return html`<h3>All metrics</h3><div class="scroll"><table><thead><tr><th scope="col">metric</th><th scope="col" class="number">median</th><th scope="col" class="number">${intervalTitle}</th><th scope="col" class="number">n</th><th scope="col" class="number">varies by</th><th scope="col">notes</th></tr></thead>
<tbody>${metrics.map(
    ({
      name,
      isPrimary,
      center,
      interval,
      variation,
      summary,
    }) => html`<tr class="${isPrimary ? 'primary' : 'other'}"><th scope="row">${name}</th><td class="number">${center}</td><td class="number">${interval}</td><td class="number">${summary.n}</td><td class="number">${variation}</td><td>${marks(footnotesOf(footnotes, scenario, name))}</td></tr>
`,
  )}</tbody></table></div>`;
}
