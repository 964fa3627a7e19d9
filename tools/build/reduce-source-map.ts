import { readFileSync, writeFileSync } from 'node:fs';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/**
 * Reduces a source map to what stacks need: the start of each source line. Positions of all tokens,
 * and names although nothing was renamed, would make it six times as large.
 */
export function reduceSourceMap(path: string): void {
  const map = JSON.parse(readFileSync(path, 'utf8')) as { mappings: string; names: string[] };
  const lines = decode(map.mappings).map(firstOfEachLine);
  writeFileSync(path, JSON.stringify({ ...map, names: [], mappings: encode(lines) }));
}

function firstOfEachLine(segments: readonly SourceMapSegment[]): SourceMapSegment[] {
  let source: number | undefined;
  let line: number | undefined;
  return segments.flatMap((segment): SourceMapSegment[] => {
    // A segment without a source ends the line before it.
    if (segment.length === 1) {
      const isFirst = source !== undefined;
      source = undefined;
      return isFirst ? [segment] : [];
    }
    if (segment[1] === source && segment[2] === line) return [];
    [, source, line] = segment;
    return [[segment[0], segment[1], segment[2], segment[3]]];
  });
}
