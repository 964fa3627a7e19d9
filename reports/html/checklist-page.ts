import type { ChecklistVerdict } from '../../harness/model/documents/checklist-document.ts';
import type { ChecklistFacts, ChecklistItemFact } from '../facts/checklist/checklist-facts.ts';
import { findingsSection, nextSection } from './closing.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';

const HEADS: Readonly<Record<ChecklistVerdict, Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  pass: { sign: '✓', word: 'Pass', tone: 'good' },
  fail: { sign: '✗', word: 'Fail', tone: 'bad' },
  unverified: { sign: '?', word: 'Unverified', tone: 'doubt' },
};

export function checklistHead({ headline, title }: ChecklistFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${title}`, sentence: headline.sentence };
}

/** What was looked for, as a table with what shows it. */
export function checklistBody({ title, items, footnotes, next }: ChecklistFacts): Markup {
  return html`<section id="checks"><h2>${title}</h2>
<div class="scroll"><table><thead><tr><th scope="col">check</th><th scope="col">verdict</th><th scope="col">evidence</th></tr></thead>
<tbody>${items.map(rowMarkup)}</tbody></table></div></section>
${findingsSection(footnotes)}
${nextSection(next)}`;
}

function rowMarkup({ title, verdict, reason, evidence, remedy }: ChecklistItemFact): Markup {
  const { sign, word, tone } = HEADS[verdict];
  return html`<tr><th scope="row">${title}</th><td class="tone-${tone}">${sign}&nbsp;${word}</td><td>${reason}${
    evidence.length === 0
      ? null
      : html`<ul>${evidence.map(({ place, text }) => html`<li><code>${place}</code>: ${text}</li>`)}</ul>`
  }${remedy === null ? null : html`<p class="faint">${remedy}</p>`}</td></tr>
`;
}
