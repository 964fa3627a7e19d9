import type { SuiteFacts, SuiteGroup, SuiteKind, SuiteRow } from '../../facts/suite/suite-facts.ts';
import { html, type Markup } from '../markup.ts';
import type { HtmlTone } from '../tone.ts';

const LOOKS: Readonly<Record<SuiteKind, { sign: string; tone: HtmlTone }>> = {
  worse: { sign: '✗', tone: 'bad' },
  trouble: { sign: '!', tone: 'bad' },
  warned: { sign: '!', tone: 'doubt' },
  better: { sign: '✓', tone: 'good' },
  undecided: { sign: '?', tone: 'doubt' },
  tight: { sign: '?', tone: 'doubt' },
};

/** Characters of a text that keeps to one line. */
const LONGEST_UNBROKEN = 36;

/**
 * A suite in groups, the gravest first, a line each; the others counted.
 * @param idOf - Where a scenario is told in full; null: nowhere.
 */
export function suiteSection(
  { groups, counts }: SuiteFacts,
  idOf: (scenario: string) => string | null,
): Markup {
  return html`<section id="suite">${groups.map((group) => groupPart(group, idOf))}
${counts.length === 0 ? null : html`<p class="line"><span aria-hidden="true">=</span> ${counts.join(', ')}</p>`}</section>
`;
}

function groupPart(
  { kind, title, heading, isLong, rows }: SuiteGroup,
  idOf: (scenario: string) => string | null,
): Markup {
  const { sign, tone } = LOOKS[kind];
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">scenario</th><th scope="col">metric</th><th scope="col" class="number">change</th><th scope="col" class="number">interval</th><th scope="col">${heading}</th></tr></thead>
<tbody>${rows.map((row) => rowPart(row, tone, idOf))}</tbody></table></div>`;
  const head = html`<span class="line tone-${tone}"><span aria-hidden="true">${sign}</span> ${title}</span>`;
  return isLong
    ? html`<details><summary>${head}</summary>${table}</details>`
    : html`<p>${head}</p>${table}
`;
}

function rowPart(
  { scenario, subject, change, interval, rest }: SuiteRow,
  tone: HtmlTone,
  idOf: (scenario: string) => string | null,
): Markup {
  const id = idOf(scenario);
  const name = id === null ? scenario : html`<a href="#${id}">${scenario}</a>`;
  return html`<tr><th scope="row">${name}</th><td>${subject}</td><td class="number line tone-${tone}">${change}</td><td class="number">${interval}</td><td class="${rest.length > LONGEST_UNBROKEN ? 'rest' : 'said'}">${rest}</td></tr>
`;
}
