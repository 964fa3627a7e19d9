import type { Report } from '../../harness/model/documents/document.ts';
import type { Headline } from '../facts/run/headline.ts';
import type { RankingFact } from '../facts/run/ranking-facts.ts';
import type { ReportFacts } from '../facts/run/report-facts.ts';
import type { Outcome, RunFacts } from '../facts/run/run-facts.ts';
import type { RenderOptions } from '../reporter.ts';
import { findingsSection, nextSection } from './closing.ts';
import { distinctEnvironments, environmentTable } from './environment-table.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';
import { runSection } from './run-section.ts';
import { telemetrySection } from './telemetry-section.ts';
import type { HtmlTone } from './tone.ts';

const HEADS: Readonly<Record<Headline['word'], Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  pass: { sign: '✓', word: 'Pass', tone: 'good' },
  fail: { sign: '✗', word: 'Fail', tone: 'bad' },
  failed: { sign: '✗', word: 'Failed', tone: 'bad' },
  inconclusive: { sign: '?', word: 'Inconclusive', tone: 'doubt' },
  interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
  empty: { sign: '!', word: 'Nothing', tone: 'doubt' },
};

const OUTCOMES: Readonly<Record<Outcome, { sign: string; tone: HtmlTone }>> = {
  pass: { sign: '✓', tone: 'good' },
  fail: { sign: '✗', tone: 'bad' },
  failed: { sign: '✗', tone: 'bad' },
  inconclusive: { sign: '?', tone: 'doubt' },
  interrupted: { sign: '!', tone: 'doubt' },
};

export function reportHead({ headline }: ReportFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `perf-harness: ${look.word}`, sentence: headline.sentence };
}

/** A report of runs: overview, rankings, each scenario, findings, where, what next. */
export function reportBody(
  facts: ReportFacts,
  { runs }: Report,
  pictures: RenderOptions['pictures'],
): Markup {
  const idOf = (index: number): string => `scenario-${index + 1}`;
  const table = environmentTable(distinctEnvironments(runs));
  return html`${facts.runs.length > 1 ? overview(facts.runs, idOf) : null}
${facts.rankings.map(rankingSection)}
${telemetrySection(facts.telemetry)}${facts.runs.map((run, index) => runSection(run, idOf(index), facts.footnotes, pictures))}
${findingsSection(facts.footnotes)}
${table === null ? null : html`<section id="environment"><h2>Measured on</h2>${table}</section>`}
${nextSection(facts.next)}`;
}

function overview(runs: readonly RunFacts[], idOf: (index: number) => string): Markup {
  return html`<section id="overview"><h2>Overview</h2><div class="scroll"><table><thead><tr><th scope="col">scenario</th><th scope="col">metric</th><th scope="col" class="number">median</th><th scope="col" class="number">interval</th><th scope="col">outcome</th></tr></thead>
<tbody>${runs.map(({ scenario, lead, outcome }, index) => {
    const { sign, tone } = OUTCOMES[outcome];
    return html`<tr><th scope="row"><a href="#${idOf(index)}">${scenario}</a></th><td>${lead?.name ?? ''}</td><td class="number">${lead?.center ?? 'not measured'}</td><td class="number">${lead?.interval ?? ''}</td><td><span class="tone-${tone}"><span aria-hidden="true">${sign}</span> ${outcome}</span></td></tr>
`;
  })}</tbody></table></div></section>`;
}

function rankingSection({ group, metric, places, sentences }: RankingFact): Markup {
  return html`<section><h2>Group ${group}</h2><table><thead><tr><th scope="col">place</th><th scope="col">alternative</th><th scope="col" class="number">${metric}, times the first</th></tr></thead>
<tbody>${places.map(
    (
      { scenario, ratio },
      index,
    ) => html`<tr><th scope="row">${index + 1}</th><td>${scenario}</td><td class="number">${ratio}</td></tr>
`,
  )}</tbody></table>
${sentences.map((sentence) => html`<p>${sentence}</p>`)}</section>
`;
}
