import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { CallFacts } from '../facts/profile/call-facts.ts';
import type { HotSpotFact, ProfileFacts } from '../facts/profile/profile-facts.ts';
import { findingsSection, nextSection } from './closing.ts';
import { environmentTable } from './environment-table.ts';
import { flameGraph } from './flame/flame-graph.ts';
import { mapSections } from './map-section.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';
import { telemetrySection } from './telemetry-section.ts';
import { wholeOf } from './whole-of-profile.ts';

const HEADS: Readonly<Record<ProfileReport['state'], Pick<PageHead, 'sign' | 'word' | 'tone'>>> = {
  completed: { sign: '●', word: 'Profile', tone: 'good' },
  failed: { sign: '✗', word: 'Failed', tone: 'bad' },
  interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
};

export function profileHead({ headline, scenario }: ProfileFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${scenario}`, sentence: headline.sentence };
}

/** A profile: where the wall time goes, the flame graph, the hottest functions, whose code it is, the machine. */
export function profileBody(facts: ProfileFacts, document: ProfileReport): Markup {
  const { map, busySentence, spots, owners, notes, footnotes, next, id } = facts;
  return html`${map === null ? null : mapSections(map)}${
    spots.length === 0
      ? null
      : html`<section id="flame"><h2>Flame graph</h2>
${
  busySentence === null
    ? null
    : html`<p class="line">${busySentence}</p>
`
}${flameGraph(document)}</section>
<section id="functions"><h2>Functions</h2>
${spotTable(facts)}
<p class="faint">${sharesOf(document)}</p></section>
<section id="owners"><h2>Whose code</h2>
<div class="scroll"><table><tbody>${owners.map(({ owner, share }) => html`<tr><th scope="row">${owner}</th><td class="number">${share.center}</td><td class="number faint">${share.range}</td></tr>`)}</tbody></table></div></section>`
  }
${memorySection(facts)}${facts.calls === null ? null : callsSection(facts.calls)}${telemetrySection(facts.telemetry)}
<section id="cost"><h2>What it took</h2><p>${notes.join(' ')} Profile <code>${id}</code>.</p></section>
${findingsSection(footnotes)}
${nextSection(document.state === 'completed' ? null : next)}
${document.environment === null ? null : html`<section id="environment"><h2>Machine</h2>${environmentTable([{ name: 'measured on', origin: { environment: document.environment } }])}</section>`}`;
}

function spotTable({ spots, rangeTitle }: Pick<ProfileFacts, 'spots' | 'rangeTitle'>): Markup {
  return html`<div class="scroll"><table class="spots" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="number">self</th><th role="columnheader" scope="col" class="number">${rangeTitle}</th><th role="columnheader" scope="col" class="number">total</th><th role="columnheader" scope="col">function</th><th role="columnheader" scope="col">where</th><th role="columnheader" scope="col">inside</th></tr></thead>
<tbody role="rowgroup">${spots.map(rowMarkup)}</tbody></table></div>`;
}

function sharesOf({ kind, ...section }: ProfileReport): string {
  if (kind === 'file') return 'Shares of what was seen while the program was not idle.';
  return `Shares of ${wholeOf(section)}: medians and intervals over profiled trials, each a fresh process.`;
}

function memorySection({ memory }: ProfileFacts): Markup | null {
  if (memory === null) return null;
  return html`<section id="memory"><h2>Memory</h2><p>${memory.sentence} ${memory.notes.join(' ')}</p>
${spotTable(memory)}</section>`;
}

function callsSection({ title, rows, notes }: CallFacts): Markup {
  const table = html`<div class="scroll"><table><thead><tr><th scope="col" class="number">time</th><th scope="col" class="number">self</th><th scope="col" class="number">calls</th><th scope="col">function</th><th scope="col">where</th><th scope="col">does</th></tr></thead>
<tbody>${rows.map(
    ({ time, self, calls, name, place, does }) =>
      html`<tr><td class="number">${time}</td><td class="number">${self}</td><td class="number">${calls}</td><th scope="row"><code>${name}</code></th><td><code>${place}</code></td><td class="faint">${does}</td></tr>
`,
  )}</tbody></table></div>`;
  return html`<section id="calls"><h2>${title}</h2>
${rows.length === 0 ? null : table}
<dl><dt>how</dt><dd>${notes.join(' ')}</dd></dl></section>`;
}

function rowMarkup({ self, total, name, place, owner, lines }: HotSpotFact): Markup {
  return html`<tr role="row"><td role="cell" class="number">${self.center}</td><td role="cell" class="number faint">${self.range}</td><td role="cell" class="number">${total.center}</td><th role="rowheader" scope="row"><code>${name}</code></th><td role="cell">${place === '' ? owner : html`<code>${place}</code>`}</td><td role="cell" class="faint">${lines}</td></tr>
`;
}
