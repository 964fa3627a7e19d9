import { type history, pages } from 'perf-harness/plugin';
import { runLink, scenarioLink } from '../page-links.ts';
import { formatMinute } from './run-table.ts';

/** Scenarios with the level of now, a line a metric and kind of machine. */
export function scenarioTable(
  trends: readonly history.TrendFact[],
  hasRecord: (id: string) => boolean,
): pages.Markup | null {
  if (trends.length === 0) return null;
  return pages.html`<section id="scenarios"><h2>Scenarios</h2><div class="scroll"><table class="list"><thead><tr><th scope="col">scenario</th><th scope="col">metric</th><th scope="col" class="number">level</th><th scope="col" class="number">noise</th><th scope="col" class="number">runs</th><th scope="col">last run (UTC)</th><th scope="col">machine</th></tr></thead>
<tbody>${trends.map((fact) => trendRow(fact, hasRecord))}</tbody></table></div></section>
`;
}

function trendRow(
  { trend, scenario, metric, machine, now, noise }: history.TrendFact,
  hasRecord: (id: string) => boolean,
): pages.Markup {
  const last = trend.points.at(-1);
  const when = last === undefined ? '' : formatMinute(last.at);
  const link =
    last !== undefined && hasRecord(last.run)
      ? pages.html`<a href="${runLink(last.run)}">${when}</a>`
      : when;
  return pages.html`<tr><th scope="row"><a href="${scenarioLink(trend.scenario)}">${scenario}</a></th><td>${metric}</td><td class="number">${now}</td><td class="number">${noise}</td><td class="number">${trend.points.length}</td><td class="said">${link}</td><td>${machine ?? 'all'}</td></tr>
`;
}
