import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { CapacityFacts, CapacityPointFact } from '../facts/capacity/capacity-facts.ts';
import { capacityPlot } from './capacity-plot.ts';
import { findingsSection, nextSection } from './closing.ts';
import { environmentTable } from './environment-table.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';

const HEADS: Readonly<Record<CapacityReport['outcome'], Pick<PageHead, 'sign' | 'word' | 'tone'>>> =
  {
    found: { sign: '✓', word: 'Capacity', tone: 'good' },
    'lower-bound': { sign: '≥', word: 'Lower bound', tone: 'doubt' },
    'none-kept': { sign: '✗', word: 'No capacity', tone: 'bad' },
    undecided: { sign: '?', word: 'Undecided', tone: 'doubt' },
    failed: { sign: '✗', word: 'Failed', tone: 'bad' },
    blocked: { sign: '✗', word: 'Blocked', tone: 'bad' },
    interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
  };

export function capacityHead({ headline, scenario }: CapacityFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${scenario}`, sentence: headline.sentence };
}

/** A capacity search: what broke, the curve as a picture and as a table, the machine. */
export function capacityBody(facts: CapacityFacts, document: CapacityReport): Markup {
  const { breach, limits, points, cost, footnotes, next, id } = facts;
  return html`${breach === null ? null : html`<p class="line">${breach}</p>`}
<dl><dt>limits</dt><dd>${limits.join(', ')}</dd></dl>
${
  points.length === 0
    ? null
    : html`<section id="curve"><h2>Response times by rate</h2>
${capacityPlot(document)}
<div class="scroll"><table><thead><tr><th scope="col" class="number">rate</th><th scope="col" class="number">kept</th><th scope="col" class="number">p50</th><th scope="col" class="number">p99</th><th scope="col" class="number">answered</th><th scope="col" class="number">errors</th></tr></thead>
<tbody>${points.map(rowMarkup)}</tbody></table></div>
<p class="faint">Medians and intervals over load runs, each on a fresh server.</p></section>`
}
<section id="cost"><h2>What it took</h2><p>${cost} Record <code>${id}</code>.</p></section>
${findingsSection(footnotes)}
${nextSection(next)}
<section id="environment"><h2>Machine</h2>${environmentTable([{ name: 'measured on', origin: { environment: document.environment } }])}</section>`;
}

function rowMarkup({ rate, kept, isKept, p50, p99, answered, errors }: CapacityPointFact): Markup {
  const tone = isKept ? 'good' : 'doubt';
  return html`<tr><th scope="row" class="number">${rate}</th><td class="number tone-${tone}">${kept}</td>${[p50, p99, answered, errors].map(({ full }) => html`<td class="number">${full}</td>`)}</tr>
`;
}
