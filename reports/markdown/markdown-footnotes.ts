import {
  type Footnote,
  formatNoteTexts,
  groupSameFootnotes,
} from '../display-facts/collect-finding-footnotes.ts';
import type { NextStep } from '../suggested-next-step.ts';
import { codeBlock, escapeMarkdown } from './escape-markdown.ts';

/** Renders findings as a numbered list with remedies; findings of one check share an item. */
export function renderMarkdownFootnotes(footnotes: readonly Footnote[]): readonly string[] {
  return groupSameFootnotes(footnotes).map((alike) => {
    const [first, ...others] = alike.map(noteMarkdown);
    const bullet = `${alike[0]?.number}.`;
    const indent = ' '.repeat(bullet.length + 1);
    return [
      `${bullet} **${alike[0]?.level}**: ${first}`,
      ...others.map((note) => `${indent}- ${note}`),
    ].join('\n');
  });
}

function noteMarkdown(note: Footnote): string {
  const { text, todo } = formatNoteTexts(note);
  return `${escapeMarkdown(text)}${todo === null ? '' : ` _${escapeMarkdown(todo)}_`}`;
}

export function renderMarkdownNextStep(next: NextStep | null): readonly string[] {
  if (next === null) return [];
  return [`Next, to ${escapeMarkdown(next.purpose)}:`, '', ...codeBlock([next.command], 'sh')];
}
