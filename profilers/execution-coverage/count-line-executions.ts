import type {
  FileExecutions,
  FunctionExecutions,
  LineExecutions,
} from '../../harness/model/program/execution-counts.ts';
import type { CoveredRange, CoveredScript } from './v8-script-coverage.ts';

export function countLineExecutions(
  file: string,
  text: string,
  { functions }: Pick<CoveredScript, 'functions'>,
): FileExecutions {
  const starts = lineStarts(text);
  const lineOf = (offset: number): number => lineAt(starts, offset);
  const ranges: CoveredRange[] = [];
  const found: FunctionExecutions[] = [];
  for (const { functionName, ranges: own } of functions) {
    const [whole] = own;
    if (whole === undefined) continue;
    for (const range of own) ranges.push(range);
    if (whole.startOffset === 0 && whole.endOffset >= text.length) continue;
    found.push({
      name: functionName,
      fromLine: lineOf(whole.startOffset),
      toLine: lineOf(Math.max(whole.startOffset, whole.endOffset - 1)),
      calls: whole.count,
    });
  }
  // Nested ranges come after the ranges around them: for each character the last range counts.
  ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const lines = new Map<number, LineExecutions>();
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? text.length;
    const line = text.slice(start, end);
    const first = line.search(/\S/u);
    if (first === -1) continue;
    const at = start + first;
    const entered = ranges.findLast((range) => range.startOffset <= at && at < range.endOffset);
    if (entered === undefined) continue;
    const inside = ranges.filter((range) => range.startOffset > at && range.startOffset < end);
    lines.set(index + 1, {
      entered: entered.count,
      most: Math.max(entered.count, ...inside.map(({ count }) => count)),
    });
  }
  return { file, lines, functions: found };
}

export function mergeLineCounts(filePasses: FileExecutions, other: FileExecutions): FileExecutions {
  const lines = new Map(filePasses.lines);
  for (const [line, { entered, most }] of other.lines) {
    const known = lines.get(line) ?? { entered: 0, most: 0 };
    lines.set(line, { entered: known.entered + entered, most: known.most + most });
  }
  const functions = new Map(filePasses.functions.map((each) => [keyOf(each), each]));
  for (const each of other.functions) {
    const calls = (functions.get(keyOf(each))?.calls ?? 0) + each.calls;
    functions.set(keyOf(each), { ...each, calls });
  }
  return { file: filePasses.file, lines, functions: [...functions.values()] };
}

function keyOf({ name, fromLine, toLine }: FunctionExecutions): string {
  return `${fromLine}:${toLine}:${name}`;
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/gu)].map(({ index }) => index + 1)];
}

function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}
