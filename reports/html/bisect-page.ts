import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { BisectFacts, BisectStepFact } from '../facts/bisect/bisect-facts.ts';
import type { CulpritFact } from '../facts/bisect/culprit-fact.ts';
import { findingsSection, nextSection } from './closing.ts';
import { html, type Markup } from './markup.ts';
import { percent } from './number.ts';
import type { PageHead } from './page.ts';

const HEADS: Readonly<Record<BisectReport['outcome'], Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  found: { sign: '✓', word: 'Found', tone: 'good' },
  range: { sign: '✓', word: 'Found, within a range', tone: 'good' },
  'not-confirmed': { sign: '?', word: 'Not confirmed', tone: 'doubt' },
  undecided: { sign: '?', word: 'Undecided', tone: 'doubt' },
  'ends-alike': { sign: '✓', word: 'No difference', tone: 'plain' },
  'ends-undecided': { sign: '?', word: 'Inconclusive', tone: 'doubt' },
  'ends-incomparable': { sign: '!', word: 'Incomparable', tone: 'doubt' },
  interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
};

export function bisectHead({ headline, good, bad }: BisectFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${good} to ${bad}`, sentence: headline.sentence };
}

/** A bisection: culprit, ends, the search with what was left after each stop, cost. */
export function bisectBody(facts: BisectFacts, { changes }: BisectReport): Markup {
  const { good, bad, ends, culprits, steps, searched, cost, footnotes, next } = facts;
  return html`<dl><dt>good</dt><dd>${good}</dd><dt>bad</dt><dd>${bad}</dd><dt>ends</dt><dd>${ends.line}</dd></dl>
${culprits.length === 0 ? null : html`<section id="culprit"><h2>What was measured again</h2>${culprits.map(culpritMarkup)}</section>`}
${
  steps.length === 0
    ? null
    : html`<section id="search"><h2>The search over ${searched}</h2>
<p class="faint">The bar is the shortest stretch, oldest on the left, that held the step after each stop; the line in it what was measured.</p>
<div class="scroll"><table><thead><tr><th scope="col">stop</th><th scope="col">measured</th><th scope="col" class="number">pairs</th><th scope="col" class="number">against good</th><th scope="col" class="number">left</th><th scope="col">where</th><th scope="col">likeliest</th></tr></thead>
<tbody>${steps.map((fact) => stepMarkup(fact, changes.length))}</tbody></table></div></section>`
}
<section id="cost"><h2>What it took</h2><p>${cost.join(' ')}</p></section>
${findingsSection(footnotes)}
${nextSection(next)}`;
}

function culpritMarkup(culprit: CulpritFact): Markup {
  const { changes, files, against, word, comparison } = culprit;
  return html`<p>${word} against ${against}: ${comparison.line}</p>
<ul>${changes.map(
    ({ label, subject, author, date }) =>
      html`<li><code>${label}</code> ${subject} <span class="faint">${[author, date].filter((part) => part !== null).join(', ')}</span></li>`,
  )}</ul>
${files.length === 0 ? null : html`<ul>${files.map((file) => html`<li><code>${file}</code></li>`)}</ul>`}`;
}

const WIDTH = 160;
const HEIGHT = 14;

function stepMarkup(fact: BisectStepFact, size: number): Markup {
  const { number, place, pairs, change, left, likeliest, step } = fact;
  return html`<tr><th scope="row">${number}</th><td><code>${place}</code></td><td class="number">${step.untestable === null ? pairs : null}</td><td class="number">${change}</td><td class="number">${left}</td><td>${picture(step, size)}</td><td>${likeliest}</td></tr>
`;
}

function picture({ left, at }: BisectStepFact['step'], size: number): Markup {
  const x = (place: number): string => percent(place / size);
  const width = percent((left.last - left.first + 1) / size);
  return html`<svg width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><rect x="0" y="6" width="100%" height="2" fill="currentColor" opacity="0.2"></rect><rect x="${x(left.first - 1)}" y="3" width="${width}" height="8" fill="currentColor" opacity="0.55"></rect><rect x="${x(at - 0.5)}" y="0" width="1.5" height="${HEIGHT}" fill="currentColor"></rect></svg>`;
}
