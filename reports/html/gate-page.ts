import type {
  GateCheck,
  GateReport,
  GateVerdict,
} from '../../harness/model/documents/gate-document.ts';
import { comparisonFacts } from '../facts/comparison/comparison-facts.ts';
import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import { plural } from '../text/plural.ts';
import { runBlocks } from '../views/report/run-blocks.ts';
import { runPictures } from '../views/report/run-pictures.ts';
import { commandBlock, findingsSection, nextSection } from './closing.ts';
import {
  comparisonSections,
  decidedSection,
  environmentSection,
  sectionOf,
} from './comparison-page.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';
import { suiteSection } from './suite/suite-section.ts';
import type { HtmlTone } from './tone.ts';
import { blockMarkup } from './view-page.ts';

const HEADS: Readonly<Record<GateVerdict, Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  pass: { sign: '✓', word: 'Pass', tone: 'good' },
  fail: { sign: '✗', word: 'Fail', tone: 'bad' },
  failed: { sign: '✗', word: 'Failed', tone: 'bad' },
  refused: { sign: '✗', word: 'Refused', tone: 'bad' },
  blocked: { sign: '✗', word: 'Blocked', tone: 'bad' },
  incomparable: { sign: '!', word: 'Incomparable', tone: 'doubt' },
  inconclusive: { sign: '?', word: 'Inconclusive', tone: 'doubt' },
  interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
};

const OUTCOMES: Readonly<Record<GateCheck['outcome'], { sign: string; tone: HtmlTone }>> = {
  fail: { sign: '✗', tone: 'bad' },
  failed: { sign: '✗', tone: 'bad' },
  tool: { sign: '✗', tone: 'bad' },
  blocked: { sign: '✗', tone: 'bad' },
  refused: { sign: '✗', tone: 'bad' },
  interrupted: { sign: '!', tone: 'doubt' },
  incomparable: { sign: '!', tone: 'doubt' },
  undecided: { sign: '?', tone: 'doubt' },
  warned: { sign: '!', tone: 'doubt' },
  new: { sign: '+', tone: 'plain' },
  pass: { sign: '✓', tone: 'good' },
};

export function gateHead({ headline, base }: GateFacts): PageHead {
  const look = HEADS[headline.word];
  const against = base === null ? '' : ` against ${base}`;
  return { ...look, title: `Gate: ${look.word}${against}`, sentence: headline.sentence };
}

/** A gate: what failed and how to see it again, what passed, then all that it rests on. */
export function gateBody(facts: GateFacts, document: GateReport): Markup {
  const { base, baseline, counts, open, fine, suite, comparison, runs, footnotes, next } = facts;
  const stored =
    document.baseline === null ? null : comparisonFacts(document.baseline, { baseline: null });
  return html`<dl>${base === null ? null : html`<dt>base</dt><dd>${base}</dd>`}${baseline === null ? null : html`<dt>baseline</dt><dd>${baseline}</dd>`}</dl>
${counts === '' ? null : html`<p>${counts}</p>`}
${
  suite === null
    ? html`${openSection(open)}
${fineSection(fine)}`
    : suiteSection(suite, sectionOf(comparison?.scenarios ?? []))
}
${comparison === null || document.comparison === null ? null : comparisonSections(comparison, document.comparison)}
${stored === null || document.baseline === null ? null : comparisonSections(stored, document.baseline, 'baseline')}
${runs.flatMap((run, index) => runBlocks(run, { id: `run-${index + 1}`, footnotes }, runPictures(run, undefined)).map(blockMarkup))}
${findingsSection(footnotes)}
${comparison === null || document.comparison === null ? null : html`${decidedSection(comparison, document.comparison)}${environmentSection(document.comparison)}`}
${nextSection(next)}`;
}

function openSection(open: readonly GateCheckFact[]): Markup | null {
  if (open.length === 0) return null;
  return html`<section id="open"><h2>To look at</h2>${open.map(openCheck)}</section>`;
}

function openCheck({ scenario, outcome, line, why, values, reproduce }: GateCheckFact): Markup {
  const { sign, tone } = OUTCOMES[outcome];
  const details = [values, why].filter((part) => part !== '').join('; ');
  return html`<h3>${scenario}</h3><p class="line tone-${tone}"><span aria-hidden="true">${sign}</span> ${line}</p>
${details === '' ? null : html`<p>${details}</p>`}${commandBlock(reproduce)}
`;
}

function fineSection(fine: readonly GateCheckFact[]): Markup | null {
  if (fine.length === 0) return null;
  return html`<section id="fine"><h2>As it should be</h2><details><summary>${plural(fine.length, 'check')}</summary><div class="scroll"><table><thead><tr><th scope="col">scenario</th><th scope="col">check</th></tr></thead>
<tbody>${fine.map(
    ({
      scenario,
      outcome,
      line,
    }) => html`<tr><th scope="row">${scenario}</th><td><span class="tone-${OUTCOMES[outcome].tone}" aria-hidden="true">${OUTCOMES[outcome].sign}</span> ${line}</td></tr>
`,
  )}</tbody></table></div></details></section>`;
}
