import {
  type Footnote,
  formatNoteTexts,
  groupSameFootnotes,
} from '../display-facts/collect-finding-footnotes.ts';
import type { NextStep } from '../suggested-next-step.ts';
import type { TextTone } from '../text/terminal-text-colors.ts';
import { html, type Markup } from './html-markup.ts';

const TONES: Readonly<Record<Footnote['level'], TextTone>> = {
  error: 'bad',
  warning: 'doubt',
  info: 'plain',
};

/** Renders findings as numbered notes with remedies; findings of one check share a note. */
export function findingsSection(footnotes: readonly Footnote[]): Markup | null {
  if (footnotes.length === 0) return null;
  return html`<section id="findings"><h2>Findings</h2>
<ol class="notes">${groupSameFootnotes(footnotes).map(noteItem)}</ol></section>
`;
}

function noteItem([first, ...others]: readonly Footnote[]): Markup | null {
  if (first === undefined) return null;
  const { level } = first;
  return html`<li><strong class="tone-${TONES[level]}">${level}</strong> ${noteText(first)}${others.length === 0 ? null : html`<ul>${others.map((note) => html`<li>${noteText(note)}</li>`)}</ul>`}</li>
`;
}

function noteText(note: Footnote): Markup {
  const { text, todo } = formatNoteTexts(note);
  const where = note.scenarios.filter((name) => !note.message.includes(name)).join(', ');
  return html`${text}${where === '' ? null : html` <span class="faint">(${where})</span>`}${todo === null ? null : html`<br>→ ${todo}`}`;
}

/** Renders the next step. */
export function nextSection(next: NextStep | null): Markup | null {
  if (next === null) return null;
  return html`<section id="next"><h2>Next</h2><p>To ${next.purpose}:</p><pre><code>${next.command}</code></pre></section>
`;
}
