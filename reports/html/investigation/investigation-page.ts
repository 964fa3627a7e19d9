import type { InvestigationReport } from '../../../harness/model/documents/investigation-document.ts';
import type { FixFact } from '../../facts/investigation/fix-facts.ts';
import {
  type AffectedFact,
  type CauseFact,
  type InvestigationFacts,
  sourcesText,
} from '../../facts/investigation/investigation-facts.ts';
import { findingsSection, nextSection } from '../closing.ts';
import { html, type Markup } from '../markup.ts';
import type { PageHead } from '../page.ts';
import { incidentTimeline } from './incident-timeline.ts';

const HEADS: Readonly<
  Record<InvestigationReport['conclusion'], Pick<PageHead, 'sign' | 'word' | 'tone'>>
> = {
  established: { sign: '✗', word: 'Cause established', tone: 'bad' },
  'probable cause not established': { sign: '?', word: 'Not established', tone: 'doubt' },
  'nothing to look at': { sign: '?', word: 'Nothing to look at', tone: 'doubt' },
  'nothing to explain': { sign: '✓', word: 'Nothing to explain', tone: 'good' },
};

export function investigationHead({ headline, about }: InvestigationFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${about}`, sentence: headline.sentence };
}

/** The timeline first, since people would rather look; then for whom, why, and what to do. */
export function investigationBody(
  facts: InvestigationFacts,
  document: InvestigationReport,
): Markup {
  const { about, data, began, endpoints, segments, causes, resources, actions, fixes } = facts;
  const { errors, queries } = facts;
  return html`<p class="faint">${data === null ? about : `${about}; ${sourcesText(data)}`}</p>
${began.length === 0 ? null : html`<section><h2>When it began</h2><ul>${began.map((line) => html`<li>${line}</li>`)}</ul></section>`}
${incidentTimeline(document)}
${affectedTable('Endpoints', 'endpoint', endpoints)}
${segments.map(({ column, values }) => affectedTable(`By ${column}`, column, values))}
${errors.length === 0 ? null : html`<section id="errors"><h2>Errors that are new or more</h2><ul>${errors.map(({ change, pattern, often }) => html`<li><span class="tone-bad">${change}</span> ${pattern} <span class="faint">${often}</span></li>`)}</ul></section>`}
${queryTable(queries)}
${causes.length === 0 ? null : html`<section id="causes"><h2>Causes</h2>${causes.map(causeSection)}</section>`}
${[...Map.groupBy(resources, ({ group }) => group)].map(([group, members]) => html`<section><h2>${group}</h2><ul>${members.map(({ message }) => html`<li>${message}</li>`)}</ul></section>`)}
${actions.length === 0 ? null : html`<section id="actions"><h2>What to do</h2>${actions.map(({ action, title, when }) => html`<h3>${action.id}: ${title}</h3><p class="faint">${when} · ${action.priority} · ${action.eta_minutes} min</p><ul>${action.steps.map((step) => html`<li>${step}</li>`)}<li>verify: ${action.verify}</li><li>back: ${action.rollback}</li></ul>`)}</section>`}
${fixes.length === 0 ? null : html`<section id="fixes"><h2>What was done</h2>${fixes.map(fixSection)}</section>`}${facts.closed === null ? null : html`<p>${facts.closed}</p>`}${findingsSection(facts.footnotes)}
${nextSection(facts.next)}`;
}

function fixSection({ place, outcome, title, windows, effects, notes }: FixFact): Markup {
  const tone = outcome === 'fail' ? 'bad' : outcome === 'pending' ? 'doubt' : 'good';
  return html`<h3>${place}. ${title}</h3><p class="tone-${tone}">${outcome}</p>
<ul>${[...windows, ...effects, ...notes].map((text) => html`<li>${text}</li>`)}</ul>`;
}

function affectedTable(
  title: string,
  column: string,
  rows: readonly AffectedFact[],
): Markup | null {
  if (rows.length === 0) return null;
  return html`<section><h2>${title}</h2><div class="scroll"><table><thead><tr><th scope="col">${column}</th><th scope="col">requests</th><th scope="col">p95 before</th><th scope="col">since</th><th scope="col">change</th></tr></thead>
<tbody>${rows.map(({ name, share, before, after, change, isAffected }) => html`<tr><th scope="row">${name}</th><td>${share}</td><td>${before}</td><td>${after}</td><td class="tone-${isAffected ? 'bad' : 'plain'}">${change}</td></tr>`)}</tbody></table></div></section>`;
}

function queryTable(rows: InvestigationFacts['queries']): Markup | null {
  if (rows.length === 0) return null;
  return html`<section id="queries"><h2>Slow queries</h2><div class="scroll"><table><thead><tr><th scope="col">statement</th><th scope="col">before</th><th scope="col">since</th><th scope="col">longest</th><th scope="col">in all</th></tr></thead>
<tbody>${rows.map(({ statement, before, after, max, total }) => html`<tr><th scope="row"><code>${statement}</code></th><td>${before}</td><td>${after}</td><td>${max}</td><td>${total}</td></tr>`)}</tbody></table></div></section>`;
}

function causeSection(fact: CauseFact): Markup {
  return html`<h3>${fact.place}. ${fact.title}</h3>
${fact.where === '' ? null : html`<p class="faint"><code>${fact.where}</code></p>`}
<ul>${fact.for.map((text) => html`<li class="tone-good">for: ${text}</li>`)}${fact.against.map((text) => html`<li class="tone-bad">against: ${text}</li>`)}<li>refuted if ${fact.refutedBy}</li><li>look next at ${fact.next}</li></ul>
`;
}
