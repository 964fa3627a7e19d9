import type {
  HistoryPoint,
  HistoryReport,
} from '../../../harness/model/documents/history-document.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import { htmlParts } from '../../../reports/html.ts';
import { formatQuantity } from '../../../reports/scale.ts';
import { runLink } from '../links.ts';
import { PLAIN } from './plain.ts';
import { moment } from './run-table.ts';
import { surrounded } from './surround.ts';

/** Of the runs of a trend that are listed. */
const NEWEST = 50;

/** The trends of a scenario, each with its newest runs. */
export function trendPage(report: HistoryReport, runIds: readonly string[]): string {
  const { body, ...rest } = htmlParts(report, PLAIN);
  const known = new Set(runIds);
  return surrounded({
    ...rest,
    body: html`${body}
${report.trends.map(({ metric, unit, points, machine }) => runsSection(`${metric}${machine === null ? '' : ` on ${machine.title}`}`, unit, points, known))}`,
  });
}

function runsSection(
  about: string,
  unit: Parameters<typeof formatQuantity>[1],
  points: readonly HistoryPoint[],
  known: ReadonlySet<string>,
): Markup {
  const shown = points.slice(-NEWEST).toReversed();
  return html`<section><h2>Runs behind ${about}</h2><details><summary>the newest ${shown.length} of ${points.length}</summary><div class="scroll" tabindex="0" role="region" aria-label="Runs behind ${about}"><table class="list"><thead><tr><th scope="col">began</th><th scope="col">commit</th><th scope="col" class="number">median</th><th scope="col" class="number">n</th></tr></thead>
<tbody>${shown.map(
    ({
      run,
      at,
      commit,
      center,
      n,
    }) => html`<tr><th scope="row">${known.has(run) ? html`<a href="${runLink(run)}">${moment(at)}</a>` : moment(at)}</th><td><code>${commit?.slice(0, 8) ?? ''}</code></td><td class="number">${formatQuantity(center, unit)}</td><td class="number">${n}</td></tr>
`,
  )}</tbody></table></div></details></section>
`;
}
