import type { Footnote } from '../facts/footnotes.ts';
import type { Annotation } from '../view.ts';

/**
 * Footnotes as annotations; remarks are for the summary, where they do not bury the rest.
 * @param areErrors - Errors stay errors, with the scenarios that they void; otherwise they warn.
 */
export function footnoteAnnotations(
  footnotes: readonly Footnote[],
  areErrors = false,
): readonly Annotation[] {
  return footnotes
    .filter(({ level }) => level !== 'info')
    .map(({ level, id, message, remedy, scenarios, file }) => ({
      level: areErrors ? level : 'warning',
      title: scenarios.length === 0 || !areErrors ? id : `${scenarios.join(', ')}: ${id}`,
      message: remedy === null ? message : `${message}\n${remedy}`,
      file,
    }));
}
