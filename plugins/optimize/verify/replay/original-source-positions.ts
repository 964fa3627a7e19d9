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
  const sourceLines = lineOffsets(source.split('\n').map(({ length }) => length));
  const codeLines = lineOffsets(lengths);
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

/** Returns the offset at which each line starts, by their lengths without line ends. */
export function lineOffsets(lengths: readonly number[]): readonly number[] {
  let next = 0;
  return lengths.map((length) => {
    const start = next;
    next += length + 1;
    return start;
  });
}
