import type { Footnote } from '../facts/footnotes.ts';
import type { Annotation } from '../view.ts';

/** A scenario by the name that reports show, and its file. */
export interface ScenarioPlace {
  readonly scenario: string;
  readonly file: string | null;
}

/** What weakens a result, as warnings; remarks are left to the summary. */
export function footnoteAnnotations(
  footnotes: readonly Footnote[],
  known: readonly ScenarioPlace[] = [],
): readonly Annotation[] {
  return footnotes
    .filter(({ level }) => level !== 'info')
    .map((note) => ({
      level: 'warning',
      title: note.id,
      message: note.remedy === null ? note.message : `${note.message}\n${note.remedy}`,
      file: fileOfNote(note, known),
    }));
}

/** The file of the one scenario that a note is about. */
export function fileOfNote(
  { scenarios }: Footnote,
  known: readonly ScenarioPlace[],
): string | null {
  const [only] = scenarios;
  if (scenarios.length !== 1) return null;
  return known.find(({ scenario }) => scenario === only)?.file ?? null;
}
