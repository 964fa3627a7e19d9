import type { Footnote } from './footnotes.ts';

/** More than these nobody reads at a terminal; errors are told however many there are. */
export const MOST_NOTES = 5;

/** A note that stands for all that say the same of other metrics and scenarios. */
export interface GravestNote extends Footnote {
  /** How many others have its number, and are not told. */
  readonly alike: number;
}

/**
 * The notes that a page without `--verbose` marks: warnings of one check in several places
 * have one number, and beyond five numbers only errors have one.
 * @param footnotes - The gravest first.
 */
export function gravestNotes(footnotes: readonly Footnote[]): readonly GravestNote[] {
  const groups = Map.groupBy(footnotes, ({ id, level, number }) =>
    level === 'error' ? `error ${number}` : `${level} ${id}`,
  );
  return [...groups.values()]
    .filter(([first], index) => index < MOST_NOTES || first?.level === 'error')
    .flatMap((group, index) =>
      group.map((note) => ({ ...note, number: index + 1, alike: group.length - 1 })),
    );
}
