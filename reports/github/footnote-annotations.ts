import type { Footnote } from '../facts/footnotes.ts';
import type { Annotation } from './annotation.ts';

/** What weakens a result, as warnings; remarks are left to the summary. */
export function footnoteAnnotations(footnotes: readonly Footnote[]): readonly Annotation[] {
  return footnotes
    .filter(({ level }) => level !== 'info')
    .map(({ id, message, remedy }) => ({
      level: 'warning',
      title: id,
      message: remedy === null ? message : `${message}\n${remedy}`,
      file: null,
    }));
}
