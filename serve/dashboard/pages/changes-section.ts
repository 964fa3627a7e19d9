import {
  type HistoryChangeFact,
  isPressing,
} from '../../../reports/facts/history/history-facts.ts';
import { html, type Markup } from '../../../reports/html/markup.ts';
import { scenarioLink } from '../links.ts';

/** Changes as a table, each with the way to its scenario. */
export function changesSection(title: string, changes: readonly HistoryChangeFact[]): Markup {
  return html`<section id="changes"><h2>${title}</h2>
<div class="scroll"><table><thead><tr><th scope="col">change</th><th scope="col">scenario</th><th scope="col">metric</th><th scope="col">size</th><th scope="col">since</th><th scope="col">status</th></tr></thead>
<tbody>${changes.map(changeRow)}</tbody></table></div></section>`;
}

function changeRow(fact: HistoryChangeFact): Markup {
  const { change, trend, scenario, metric, size, since, status } = fact;
  const tone = change.direction === 'better' ? 'good' : isPressing(change) ? 'bad' : 'doubt';
  return html`<tr><th scope="row"><code>${change.id}</code></th><td><a href="${scenarioLink(trend.scenario)}">${scenario}</a></td><td>${metric}</td><td class="tone-${tone}">${size}</td><td>${since}</td><td>${status}</td></tr>
`;
}
