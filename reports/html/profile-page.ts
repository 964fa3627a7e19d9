import type { ProfileReport } from '../../harness/model/profile-document.ts';
import type { HotSpotFact, ProfileFacts } from '../facts/profile-facts.ts';
import { findingsSection, nextSection } from './closing.ts';
import { environmentTable } from './environment-table.ts';
import { flameGraph } from './flame-graph.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';

const HEADS: Readonly<Record<ProfileReport['state'], Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  completed: { sign: '●', word: 'Profile', tone: 'good' },
  failed: { sign: '✗', word: 'Failed', tone: 'bad' },
  interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
};

export function profileHead({ headline, scenario }: ProfileFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${scenario}`, sentence: headline.sentence };
}

/** A profile: the flame graph, the hottest functions, whose code it is, the machine. */
export function profileBody(facts: ProfileFacts, document: ProfileReport): Markup {
  const { spots, owners, notes, footnotes, next, id } = facts;
  return html`${
    spots.length === 0
      ? null
      : html`<section id="flame"><h2>Flame graph</h2>
${flameGraph(document)}</section>
<section id="functions"><h2>Functions</h2>
<div class="scroll"><table><thead><tr><th scope="col" class="number">self</th><th scope="col" class="number">${facts.rangeTitle}</th><th scope="col" class="number">total</th><th scope="col">function</th><th scope="col">where</th><th scope="col">inside</th></tr></thead>
<tbody>${spots.map(rowMarkup)}</tbody></table></div>
<p class="faint">${document.kind === 'file' ? 'Shares of what was seen while the program was not idle.' : 'Shares of the time that the program was busy: medians and intervals over profiled trials, each a fresh process.'}</p></section>
<section id="owners"><h2>Whose code</h2>
<div class="scroll"><table><tbody>${owners.map(({ owner, share }) => html`<tr><th scope="row">${owner}</th><td class="number">${share.center}</td><td class="number faint">${share.range}</td></tr>`)}</tbody></table></div></section>`
  }
<section id="cost"><h2>What it took</h2><p>${notes.join(' ')} Profile <code>${id}</code>.</p></section>
${findingsSection(footnotes)}
${nextSection(next)}
${document.environment === null ? null : html`<section id="environment"><h2>Machine</h2>${environmentTable([{ name: 'measured on', origin: { environment: document.environment } }])}</section>`}`;
}

function rowMarkup({ self, total, name, place, owner, lines }: HotSpotFact): Markup {
  return html`<tr><td class="number">${self.center}</td><td class="number faint">${self.range}</td><td class="number">${total.center}</td><th scope="row"><code>${name}</code></th><td>${place === '' ? owner : html`<code>${place}</code>`}</td><td class="faint">${lines}</td></tr>
`;
}
