import type { Footnote } from '../facts/footnotes.ts';
import type { NextStep } from '../facts/next-step.ts';
import type { Tone } from '../text/paint.ts';
import type { Page } from './page.ts';

const TONES: Readonly<Record<Footnote['level'], Tone>> = {
  error: 'bad',
  warning: 'doubt',
  info: 'faint',
};

/** Findings as numbered notes, each with what to do about it. */
export function footnoteLines(footnotes: readonly Footnote[], page: Page): readonly string[] {
  return footnotes.flatMap(({ number, level, message, remedy, isRemedyTold, metric }) => {
    const first = `[${number}] `;
    const about = metric === null || message.includes(metric) ? '' : `${metric}: `;
    const indent = ' '.repeat(first.length);
    return [
      ...page.paragraph(`${level}: ${about}${message}`, { first, firstTone: TONES[level] }),
      ...(remedy === null || isRemedyTold ? [] : page.paragraph(remedy, { first: `${indent}→ ` })),
    ];
  });
}

/** The one thing to do next. A command is never broken: it is there to be copied. */
export function nextLines(next: NextStep | null, page: Page): readonly string[] {
  if (next === null) return [];
  const line = `  ${next.command}`;
  return [...page.paragraph(`Next, to ${next.purpose}:`), page.paint('strong', line)];
}
