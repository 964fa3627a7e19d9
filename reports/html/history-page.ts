import {
  type HistoryChangeFact,
  type HistoryFacts,
  isPressing,
  type TrendFact,
} from '../facts/history/history-facts.ts';
import { findingsSection, nextSection } from './closing.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';
import { shownSection } from './shown-section.ts';
import { trendPlot } from './trend-plot.ts';

const HEADS: Readonly<
  Record<HistoryFacts['headline']['word'], Pick<PageHead, 'sign' | 'word' | 'tone'>>
> = {
  open: { sign: '✗', word: 'Slower', tone: 'bad' },
  steady: { sign: '✓', word: 'Steady', tone: 'good' },
  empty: { sign: '?', word: 'No runs', tone: 'doubt' },
};

/** Address of the page of a scenario, by its name as it was recorded. */
export type LinkOf = (scenario: string) => string;

export function historyHead({ headline }: HistoryFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: history`, sentence: headline.sentence };
}

/** Changes as a table, then each trend as a picture. */
export function historyBody({ changes, trends, shown, footnotes, next }: HistoryFacts): Markup {
  return html`${changes.length === 0 ? null : changesSection(changes)}
${shown === null ? null : shownSection(shown)}
${trends.map(trendSection)}
${findingsSection(footnotes)}
${nextSection(next)}`;
}

/** @param linkOf - Address of a scenario's page; without it names are no links. */
export function changesSection(
  changes: readonly HistoryChangeFact[],
  { title = 'Changes', linkOf }: { readonly title?: string; readonly linkOf?: LinkOf } = {},
): Markup {
  return html`<section id="changes"><h2>${title}</h2>
<div class="scroll"><table><thead><tr><th scope="col">change</th><th scope="col">scenario</th><th scope="col">metric</th><th scope="col">size</th><th scope="col">since</th><th scope="col">status</th></tr></thead>
<tbody>${changes.map((change) => changeRow(change, linkOf))}</tbody></table></div></section>`;
}

function changeRow(fact: HistoryChangeFact, linkOf: LinkOf | undefined): Markup {
  const { change, trend, scenario, metric, size, since, status } = fact;
  const name =
    linkOf === undefined ? scenario : html`<a href="${linkOf(trend.scenario)}">${scenario}</a>`;
  const tone = change.direction === 'better' ? 'good' : isPressing(change) ? 'bad' : 'doubt';
  return html`<tr><th scope="row"><code>${change.id}</code></th><td>${name}</td><td>${metric}</td><td class="tone-${tone}">${size}</td><td>${since}</td><td>${status}</td></tr>
`;
}

function trendSection({
  scenario,
  metric,
  machine,
  now,
  noise,
  runs,
  remarks,
  trend,
}: TrendFact): Markup {
  const about = [now, noise, runs, machine].filter((text) => text !== null && text !== '');
  return html`<section class="trend-of"><h2>${scenario}: ${metric}</h2>
<p>${about.join(' · ')}</p>
${trendPlot(trend)}
${remarks.map((remark) => html`<p class="faint">${remark}</p>`)}</section>
`;
}
