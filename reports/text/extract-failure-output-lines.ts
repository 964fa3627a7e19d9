import { findOutputErrorLine } from '../../harness/model/program-output-error.ts';
import { OMISSION_MARK } from '../../harness/model/shorten-program-output.ts';
import { splitPrintableLines } from './printable-text.ts';

/** Lines at the end that are shown; the record has more. */
const TAIL = 5;

/**
 * Returns the lines of an output that explain a failure: the line with the error, its location in
 * the user's code, and the last lines, in their order.
 */
export function extractFailureOutputLines(output: string): readonly string[] {
  const lines = splitPrintableLines(output);
  const found = findOutputErrorLine(lines);
  const first = Math.max(0, lines.length - TAIL);
  const shown = new Set(
    [found?.error, found?.location].filter((lineIndex) => typeof lineIndex === 'number'),
  );
  for (let index = first; index < lines.length; index += 1) shown.add(index);
  return [...shown]
    .toSorted((a, b) => a - b)
    .flatMap((index, at, all) => {
      const isGap = at > 0 && index > (all[at - 1] ?? 0) + 1 && lines[index] !== OMISSION_MARK;
      return [...(isGap ? [OMISSION_MARK] : []), lines[index] ?? ''];
    });
}
