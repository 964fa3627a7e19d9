import {
  type Footnote,
  formatNoteTexts,
  formatRepeatCount,
  groupSameFootnotes,
} from '../display-facts/collect-finding-footnotes.ts';
import type { NextStep } from '../suggested-next-step.ts';
import { plural } from '../text/sentence-parts.ts';
import type { TextTone } from '../text/terminal-text-colors.ts';
import type { TerminalPage } from './terminal-page-layout.ts';

const TONES: Readonly<Record<Footnote['level'], TextTone>> = {
  error: 'bad',
  warning: 'doubt',
  info: 'faint',
};

/** Maximum number of notes in a terminal, since nobody reads more; errors are always reported. */
export const MAX_NOTES = 5;

/**
 * Formats findings as numbered notes, each with its remedy. Without `--verbose`, one note
 * represents all of the same number, and only the most severe are reported.
 */
export function formatTerminalFootnotes(
  footnotes: readonly Footnote[],
  page: TerminalPage,
): readonly string[] {
  const alike = groupSameFootnotes(footnotes);
  if (page.isVerbose) return alike.flat().flatMap((note) => noteLines(note, 0, page));
  const listed = alike.filter(([first], index) => index < MAX_NOTES || first?.level === 'error');
  const left = footnotes.length - listed.flat().length;
  return [
    ...listed.flatMap(([first, ...others]) =>
      first === undefined ? [] : noteLines(first, others.length, page),
    ),
    ...(left === 0
      ? []
      : page.paragraph(
          `${plural(left, 'more note')} shown with --verbose and stored in the record`,
          {
            tone: 'faint',
          },
        )),
  ];
}

function noteLines(note: Footnote, alike: number, page: TerminalPage): readonly string[] {
  const { number, level } = note;
  const { text, todo } = formatNoteTexts(note);
  const first = `[${number}] `;
  const indent = ' '.repeat(first.length);
  const added = alike === 0 ? '' : ` ${formatRepeatCount(alike)} (--verbose).`;
  return [
    ...page.paragraph(`${level}: ${text}${added}`, { first, firstTone: TONES[level] }),
    ...(todo === null ? [] : page.paragraph(todo, { first: `${indent}→ ` })),
  ];
}

/** Formats the next step. A command is never wrapped, so that it can be copied. */
export function formatTerminalNextStep(
  next: NextStep | null,
  page: TerminalPage,
): readonly string[] {
  if (next === null) return [];
  const line = `  ${next.command.replace(/^perf-harness(?= )/u, page.program)}`;
  return [...page.paragraph(`Next, to ${next.purpose}:`), page.paint('strong', line)];
}
