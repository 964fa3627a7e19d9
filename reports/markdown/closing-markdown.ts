import type { Footnote } from '../facts/footnotes.ts';
import type { NextStep } from '../next-step.ts';
import { codeBlock, escapeMarkdown } from './escape.ts';

/** Findings as a numbered list, each with what to do about it. */
export function footnotesMarkdown(footnotes: readonly Footnote[]): readonly string[] {
  return footnotes.map(({ number, level, message, remedy, isRemedyTold, metric }) => {
    const about = metric === null || message.includes(metric) ? '' : `${metric}: `;
    const todo = remedy === null || isRemedyTold ? '' : ` _${escapeMarkdown(remedy)}_`;
    return `${number}. **${level}**: ${escapeMarkdown(about + message)}${todo}`;
  });
}

export function nextMarkdown(next: NextStep | null): readonly string[] {
  if (next === null) return [];
  return [`Next, to ${escapeMarkdown(next.purpose)}:`, '', ...codeBlock([next.command], 'sh')];
}
