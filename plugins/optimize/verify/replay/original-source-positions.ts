import { readFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A range of UTF-16 offsets. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns a function that maps ranges of running code to whole lines of its source file; null: the
 * code runs as it is written, or has no source map.
 * @param url - Of the module, as the engine names it.
 */
export function mapToSourceLines(url: string): ((range: SourceRange) => SourceRange) | null {
  const map = findSourceMap(url);
  // The getter is not in the type definitions; releases without it cannot map offsets.
  const lengths = (map as { readonly lineLengths?: readonly number[] } | undefined)?.lineLengths;
  if (map === undefined || lengths === undefined) return null;
  const source = readFileSync(fileURLToPath(url.replace(/[?#].*$/u, '')), 'utf8');
  const sourceLines = offsetsOfLines(source.split('\n').map(({ length }) => length));
  const codeLines = offsetsOfLines(lengths);
  const lineOf = (offset: number): number => {
    const line = Math.max(
      0,
      codeLines.findLastIndex((start) => start <= offset),
    );
    const entry = map.findEntry(line, offset - (codeLines[line] ?? 0));
    return 'originalLine' in entry ? entry.originalLine : 0;
  };
  return ({ start, end }) => ({
    start: sourceLines[lineOf(start)] ?? 0,
    end: (sourceLines[lineOf(end - 1) + 1] ?? source.length + 1) - 1,
  });
}

/** Returns the offset at which each line starts. */
function offsetsOfLines(lengths: readonly number[]): readonly number[] {
  let start = 0;
  return lengths.map((length) => {
    const own = start;
    start += length + 1;
    return own;
  });
}
