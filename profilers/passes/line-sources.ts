import type { FilePasses, FunctionPasses, LinePasses } from '../../harness/model/program/passes.ts';
import type { SourceMapFile } from '../source-map-file.ts';

interface Part {
  readonly lines: Map<number, LinePasses>;
  readonly functions: FunctionPasses[];
}

/**
 * What was passed of a built file, by the sources that it was built from. A line that holds several of
 * the source, as those of minified files do, says nothing of any of them.
 */
export function bySources(
  { lines, functions }: FilePasses,
  text: string,
  map: SourceMapFile,
): readonly FilePasses[] {
  const rows = text.split('\n');
  const made = new Map<string, Part>();
  const placeOf = (line: number) => {
    const row = rows[line - 1] ?? '';
    const column = row.search(/\S/u) + 1;
    const first = column === 0 ? null : map.originalOf({ line, column });
    const last = map.originalOf({ line, column: row.length });
    const isOne =
      last?.file === first?.file && Math.abs((last?.line ?? 0) - (first?.line ?? 0)) <= 1;
    return isOne ? first : null;
  };
  const partOf = (file: string) => {
    const part: Part = made.get(file) ?? { lines: new Map(), functions: [] };
    made.set(file, part);
    return part;
  };
  for (const [line, { entered, most }] of lines) {
    const place = placeOf(line);
    if (place === null) continue;
    const part = partOf(place.file).lines;
    const known = part.get(place.line);
    part.set(place.line, {
      entered: Math.max(known?.entered ?? 0, entered),
      most: Math.max(known?.most ?? 0, most),
    });
  }
  for (const one of functions) {
    const [from, to] = [placeOf(one.fromLine), placeOf(one.toLine)];
    if (from === null || to === null || from.file !== to.file || to.line < from.line) continue;
    partOf(from.file).functions.push({ ...one, fromLine: from.line, toLine: to.line });
  }
  return [...made].map(([file, part]) => ({ file, ...part }));
}
