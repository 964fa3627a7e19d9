import type { OptimizationReport } from '../../harness/model/documents/optimization-document.ts';
import { CYCLE_COLUMNS, type OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import type { GapFacts, MetaFacts } from '../facts/optimization/optimization-gap-facts.ts';
import type { BranchFacts } from '../facts/optimization/optimization-undo.ts';
import { commandBlock, findingsSection, nextSection } from './closing.ts';
import { hasDifferenceGraph } from './flame/difference-graph.ts';
import { sideGraph, workOf } from './flame/side-graph.ts';
import { mapSections } from './map-section.ts';
import { html, type Markup } from './markup.ts';
import { cycleSection } from './optimization-cycle-section.ts';
import type { PageHead } from './page.ts';
import { waterfallFigure } from './waterfall.ts';

const HEADS: Readonly<
  Record<OptimizationReport['outcome'], Pick<PageHead, 'sign' | 'word' | 'tone'>>
> = {
  target_met: { sign: '✓', word: 'Target met', tone: 'good' },
  gained: { sign: '✓', word: 'Improved', tone: 'good' },
  unchanged: { sign: '●', word: 'Unchanged', tone: 'plain' },
  planned: { sign: '●', word: 'Plan', tone: 'plain' },
  blocked: { sign: '!', word: 'Blocked', tone: 'doubt' },
  failed: { sign: '✗', word: 'Failed', tone: 'bad' },
};

export function optimizationHead({ headline, target }: OptimizationFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${target}`, sentence: headline.sentence };
}

/** Whether anything of it is looked at with the script of flame graphs. */
export function hasGraphs({ cycles }: OptimizationReport): boolean {
  return cycles.some(
    ({ explanation }) => explanation !== null && hasDifferenceGraph(explanation.difference),
  );
}

/** A loop: the gains, before and after, each cycle, what is left, how to take or undo it. */
export function optimizationBody(facts: OptimizationFacts, document: OptimizationReport): Markup {
  const { sure, stop, targetLine, waivers, bars, gap, map, meta, footnotes, branches } = facts;
  const told = [sure, stop, ...waivers].filter((text) => text !== null);
  return html`${told.map(
    (text) => html`<p>${text}</p>
`,
  )}${tableMarkup(facts)}
${targetLine === null ? null : html`<p class="line">${targetLine}</p>`}
${bars.length === 0 ? null : html`<section id="gains"><h2>Gains</h2>${waterfallFigure(bars)}</section>`}
${takeSection(branches)}
${beforeAndAfter(document)}
${facts.cycles.map(cycleSection)}
${gap === null ? null : gapSection(gap)}
${map === null ? null : html`<section id="map-of-target"><h2>Performance map, the latest</h2>${proposedMarkup(facts)}</section>${mapSections(map)}`}
${meta === null ? null : metaSection(meta)}
${findingsSection(footnotes)}
${nextSection(branches.ways.length > 0 ? null : facts.next)}`;
}

/** The cycles and their sum (OPT-63). */
function tableMarkup({ rows, total }: OptimizationFacts): Markup | null {
  if (rows.length === 0) return null;
  const isNumber = (at: number): boolean => at >= 2 && at <= 4;
  const cells = (texts: readonly string[], isTotal: boolean): Markup =>
    html`<tr>${texts.map((text, at) => {
      const shown = isTotal ? html`<strong>${text}</strong>` : text;
      if (at === 0) return html`<th scope="row">${shown}</th>`;
      return html`<td class="${isNumber(at) ? 'number' : 'text'}">${shown}</td>`;
    })}</tr>
`;
  return html`<div class="scroll"><table class="cycles"><thead><tr>${CYCLE_COLUMNS.map((name, at) => html`<th scope="col" class="${isNumber(at) ? 'number' : 'text'}">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => cells(row, false))}${cells(total, true)}</tbody></table></div>`;
}

/** How to see, take, undo and drop it. */
function takeSection({ items, sentence, ways }: BranchFacts): Markup {
  return html`<section id="branches"><h2>Branches</h2>
${items.length === 0 ? null : html`<ul>${items.map((item) => html`<li><code>${item}</code></li>`)}</ul>`}
<p>${sentence}${items.length === 0 ? '' : ' Your own branch and tree are as they were.'}</p>
${ways.map(({ purpose, command }) => html`<p>To ${purpose}:</p>${commandBlock(command)}`)}</section>`;
}

/** The first cycle that was profiled before, and the last one after. */
function beforeAndAfter({ cycles }: OptimizationReport): Markup | null {
  const profiled = cycles.flatMap(({ cycle, explanation, branch }) =>
    explanation === null || branch === null ? [] : [{ cycle, explanation }],
  );
  const [first, last] = [profiled[0], profiled.at(-1)];
  if (first === undefined || last === undefined) return null;
  const before = {
    difference: first.explanation.difference,
    side: 'base',
    title: 'before',
  } as const;
  const after = { difference: last.explanation.difference, side: 'head', title: 'after' } as const;
  // One scale for both, so that what was gained is seen.
  const whole = Math.max(workOf(before), workOf(after));
  return html`<section id="flame"><h2>Before and after</h2>
<h3>Before cycle ${first.cycle}</h3>${sideGraph(before, whole)}
<h3>After cycle ${last.cycle}</h3>${sideGraph(after, whole)}</section>`;
}

function gapSection({ parts, stop }: GapFacts): Markup {
  return html`<section id="gap"><h2>Gap analysis</h2>
${parts.map(
  ({
    title,
    items,
  }) => html`<h3>${title}</h3><ul>${items.map((item) => html`<li>${item}</li>`)}</ul>
`,
)}<p class="line">${stop}</p></section>`;
}

function proposedMarkup({ proposed, folder }: OptimizationFacts): Markup {
  return html`${proposed.length === 0 ? null : html`<p>Proposed last:</p><ul>${proposed.map((one) => html`<li>${one}</li>`)}</ul>`}
<p class="faint">All that is known of it is in <code>${folder}/report.json</code>.</p>`;
}

function metaSection({ kind, rows, remarks }: MetaFacts): Markup {
  return html`<section id="meta"><h2>Meta-analysis</h2>
<dl><dt>Kind</dt><dd>${kind}</dd>${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
${remarks.length === 0 ? null : html`<ul>${remarks.map((one) => html`<li>${one}</li>`)}</ul>`}</section>`;
}
