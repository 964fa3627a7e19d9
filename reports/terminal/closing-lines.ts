import type { Footnote } from '../facts/footnotes.ts';
import { type GravestNote, gravestNotes } from '../facts/gravest-notes.ts';
import type { NextStep } from '../next-step.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import type { Page } from './page.ts';

const TONES: Readonly<Record<Footnote['level'], Tone>> = {
  error: 'bad',
  warning: 'doubt',
  info: 'faint',
};

/** Findings as numbered notes, each with what to do about it. */
export function footnoteLines(footnotes: readonly Footnote[], page: Page): readonly string[] {
  return footnotes.flatMap((note) => noteLines(note, '', page));
}

/** The same of what was measured, where a busy machine says much; without `--verbose` the gravest only. */
export function gravestNoteLines(footnotes: readonly Footnote[], page: Page): readonly string[] {
  if (page.isVerbose) return footnoteLines(footnotes, page);
  const gravest = gravestNotes(footnotes);
  const told = gravest.filter((note, index) => note.number !== gravest[index - 1]?.number);
  const left = footnotes.length - gravest.length;
  return [
    ...told.flatMap((note) => noteLines(note, alikeText(note), page)),
    ...(left === 0
      ? []
      : page.paragraph(`${plural(left, 'more note')} with --verbose, and in the record`, {
          tone: 'faint',
        })),
  ];
}

function alikeText({ alike }: GravestNote): string {
  return alike === 0
    ? ''
    : ` The same ${alike === 1 ? 'once' : `${alike} times`} more (--verbose).`;
}

function noteLines(note: Footnote, added: string, page: Page): readonly string[] {
  const { number, level, message, remedy, isRemedyTold, metric } = note;
  const first = `[${number}] `;
  const about = metric === null || message.includes(metric) ? '' : `${metric}: `;
  const indent = ' '.repeat(first.length);
  return [
    ...page.paragraph(`${level}: ${about}${message}${added}`, { first, firstTone: TONES[level] }),
    ...(remedy === null || isRemedyTold ? [] : page.paragraph(remedy, { first: `${indent}→ ` })),
  ];
}

/** The notes that a page marks the places of. */
export function markedNotes(footnotes: readonly Footnote[], page: Page): readonly Footnote[] {
  return page.isVerbose ? footnotes : gravestNotes(footnotes);
}

/** The one thing to do next. A command is never broken: it is there to be copied. */
export function nextLines(next: NextStep | null, page: Page): readonly string[] {
  if (next === null) return [];
  const line = `  ${next.command}`;
  return [...page.paragraph(`Next, to ${next.purpose}:`), page.paint('strong', line)];
}
