import type { PatchFacts, PatchRow, PatchStanding } from '../facts/patch/patch-facts.ts';
import { commandBlock, findingsSection, nextSection } from './closing.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';

const LOOKS: Readonly<Record<PatchStanding, Pick<PageHead, 'sign' | 'tone'>>> = {
  good: { sign: '✓', tone: 'good' },
  bad: { sign: '✗', tone: 'bad' },
  unknown: { sign: '?', tone: 'doubt' },
};

const WORDS: Readonly<Record<PatchFacts['headline']['word'], string>> = {
  faster: 'Faster',
  'no-gain': 'No gain',
  slower: 'Slower',
  differs: 'Differs',
  'tests-fail': 'Tests fail',
  unjudged: 'Not decided',
};

export function patchHead({ headline, title }: PatchFacts): PageHead {
  const word = WORDS[headline.word];
  return {
    ...LOOKS[headline.standing],
    word,
    title: `${word}: ${title}`,
    sentence: headline.sentence,
  };
}

/** What is known of a patch: each look at it, what is assumed, and a test of the difference. */
export function patchBody({ about, rows, assumes, test, footnotes, next }: PatchFacts): Markup {
  return html`<p class="faint">${about}</p>
<section id="looks"><h2>What was found</h2>
<div class="scroll"><table><thead><tr><th scope="col">looked at</th><th scope="col">found</th></tr></thead>
<tbody>${rows.map(rowMarkup)}</tbody></table></div></section>
${assumes.length === 0 ? null : html`<section id="assumes"><h2>What is assumed</h2><ul>${assumes.map((text) => html`<li>${text}</li>`)}</ul></section>`}
${test === null ? null : html`<section id="test"><h2>A test of the difference</h2>${commandBlock(test)}</section>`}
${findingsSection(footnotes)}
${nextSection(next)}`;
}

function rowMarkup({ name, standing, text }: PatchRow): Markup {
  const { sign, tone } = LOOKS[standing];
  return html`<tr><th scope="row">${name}</th><td><span class="tone-${tone}">${sign}</span> ${text}</td></tr>
`;
}
