import type { TrendFact } from '../../../reports/facts/history/history-facts.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import { runLink, scenarioLink } from '../links.ts';
import { moment } from './run-table.ts';

/** Scenarios with the level of now, a line a metric and kind of machine. */
export function scenarioTable(
  trends: readonly TrendFact[],
  hasRecord: (id: string) => boolean,
): Markup | null {
  if (trends.length === 0) return null;
  return html`<section id="scenarios"><h2>Scenarios</h2><div class="scroll"><table class="list"><thead><tr><th scope="col">scenario</th><th scope="col">metric</th><th scope="col" class="number">level</th><th scope="col" class="number">noise</th><th scope="col" class="number">runs</th><th scope="col">last run (UTC)</th><th scope="col">machine</th></tr></thead>
<tbody>${trends.map((fact) => trendRow(fact, hasRecord))}</tbody></table></div></section>
`;
}

function trendRow(
  { trend, scenario, metric, machine, now, noise }: TrendFact,
  hasRecord: (id: string) => boolean,
): Markup {
  const last = trend.points.at(-1);
  const when = last === undefined ? '' : moment(last.at);
  const link =
    last !== undefined && hasRecord(last.run)
      ? html`<a href="${runLink(last.run)}">${when}</a>`
      : when;
  return html`<tr><th scope="row"><a href="${scenarioLink(trend.scenario)}">${scenario}</a></th><td>${metric}</td><td class="number">${now}</td><td class="number">${noise}</td><td class="number">${trend.points.length}</td><td class="said">${link}</td><td>${machine ?? 'all'}</td></tr>
`;
}
