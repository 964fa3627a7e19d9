import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import { findingsSection, nextSection } from './closing.ts';
import { differenceSection } from './difference-section.ts';
import { environmentTable } from './environment-table.ts';
import { html, type Markup } from './markup.ts';
import type { PageHead } from './page.ts';

const HEADS: Readonly<
  Record<ProfileDiffReport['state'], Pick<PageHead, 'sign' | 'word' | 'tone'>>
> = {
  completed: { sign: '●', word: 'Difference', tone: 'good' },
  failed: { sign: '✗', word: 'Failed', tone: 'bad' },
  interrupted: { sign: '!', word: 'Interrupted', tone: 'doubt' },
};

export function profileDiffHead({ headline, scenario }: ProfileDiffFacts): PageHead {
  const look = HEADS[headline.word];
  return { ...look, title: `${look.word}: ${scenario}`, sentence: headline.sentence };
}

/** Two profiled sides: the graph in colours of change, the functions, the machine. */
export function profileDiffBody(facts: ProfileDiffFacts, document: ProfileDiffReport): Markup {
  const { base, head, difference, notes, footnotes, next, id } = facts;
  return html`<dl><dt>base</dt><dd>${base}</dd><dt>head</dt><dd>${head}</dd></dl>
${
  difference === null || document.difference === null
    ? null
    : html`<section id="changes"><h2>What changed</h2>
${differenceSection(difference, document.difference)}</section>
`
}<section id="cost"><h2>What it took</h2><p>${notes.join(' ')} Profile <code>${id}</code>.</p></section>
${findingsSection(footnotes)}
${nextSection(next)}
${document.environment === null ? null : html`<section id="environment"><h2>Machine</h2>${environmentTable([{ name: 'measured on', origin: { environment: document.environment } }])}</section>`}`;
}
