import { isAbsolute } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { LoadedTexts } from '../../harness/model/program/profile.ts';
import { type CpuProfileColumns, type LineTicks, NO_NODE_ROW } from './cpu-profile-columns.ts';

/** Syntax by which a line does work of its own, or runs more than once. */
const OWN_WORK = /\b(?:for|while|do|await|yield|new|function|case)\b|=>|\$\{/;
/** Words before a parenthesis that are not calls. */
const NO_CALL: ReadonlySet<string> = new Set(['if', 'switch', 'return', 'catch', 'with', 'typeof']);
const STRING = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;
/** Longest line to inspect; longer lines are not hand-written. */
const MAX_LINE_LENGTH = 300;

/**
 * Returns the only function that a line calls, if it does nothing else; null if it calls none or
 * several, loops, or does work of its own.
 */
export function findOnlyCall(line: string): string | null {
  if (line.length > MAX_LINE_LENGTH) return null;
  const code = line.replace(STRING, "''").replace(/\/\/.*|\/\*.*?\*\//g, '');
  if (OWN_WORK.test(code)) return null;
  const called = [...code.matchAll(/([\w$]*)\s*(?:\?\.)?\(/g)].map(([, name = '']) => name);
  const calls = called.filter((name) => name !== '' && !NO_CALL.has(name));
  const [name] = calls;
  return name !== undefined && calls.length === 1 ? name : null;
}

/** Text of a line, from 1, of a source; null: it is not known. */
export type ReadSourceLine = (file: string, line: number) => string | null;

/**
 * Attributes the time of a call to the called function. While V8 runs internal code without a
 * frame, such as string concatenation or map lookup, V8 misses the function that uses it, and
 * attributes the sample to that function's caller, at the line of the call. A line that only calls
 * one function takes no significant time itself, so its samples belong to the callee. Lines that
 * call several functions or do work of their own keep their samples.
 */
export function attributeTimeToCallees(
  columns: CpuProfileColumns,
  weights: Float64Array,
  lineOf: ReadSourceLine,
) {
  const { ticks, of, functions } = columns;
  const ofRow = sumTicksByRow(ticks, of.length);
  const children = childrenByRow(columns, ofRow, weights);
  const newWeights = Float64Array.from(weights);
  const rows = Int32Array.from(ticks.row);
  for (const [index, row] of ticks.row.entries()) {
    const called = children.get(row);
    const file = functions[of[row] ?? NO_NODE_ROW]?.file ?? null;
    if (called === undefined || file === null) continue;
    const text = lineOf(file, ticks.line[index] ?? 0);
    const name = text === null ? null : findOnlyCall(text);
    const callee = name === null ? NO_NODE_ROW : theOne(called, name, columns);
    if (callee === NO_NODE_ROW) continue;
    const share = (ticks.count[index] ?? 0) / (ofRow[row] ?? 1);
    const weight = (weights[row] ?? 0) * share;
    newWeights[row] = (newWeights[row] ?? 0) - weight;
    newWeights[callee] = (newWeights[callee] ?? 0) + weight;
    rows[index] = NO_NODE_ROW;
  }
  return { weights: newWeights, ticks: { ...ticks, row: rows } };
}

/** Sums the ticks at all lines of each row; ticks without a row are ignored. */
export function sumTicksByRow(ticks: LineTicks, count: number): Float64Array {
  const sums = new Float64Array(count);
  for (const [index, row] of ticks.row.entries()) {
    if (row !== NO_NODE_ROW) sums[row] = (sums[row] ?? 0) + (ticks.count[index] ?? 0);
  }
  return sums;
}

/** Returns the child rows of each row that has self time at lines. */
function childrenByRow(
  { parent }: CpuProfileColumns,
  ofRow: Float64Array,
  weights: Float64Array,
): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const [row, above] of parent.entries()) {
    if (above === NO_NODE_ROW || !((ofRow[above] ?? 0) > 0 && (weights[above] ?? 0) > 0)) continue;
    const known = children.get(above);
    if (known === undefined) children.set(above, [row]);
    else known.push(row);
  }
  return children;
}

/** Returns the row of the only callee of this name; `NO_NODE_ROW` if none or several. */
function theOne(rows: readonly number[], name: string, columns: CpuProfileColumns): number {
  const { of, functions } = columns;
  const named = rows.filter(
    (row) => lastName(functions[of[row] ?? NO_NODE_ROW]?.name ?? '') === name,
  );
  const [first] = named;
  if (first === undefined || named.some((row) => of[row] !== of[first])) return NO_NODE_ROW;
  return first;
}

/** `parse` of `Parser.parse`. */
function lastName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Longer texts are bundles, whose lines are not those that somebody wrote. */
const MAX_SOURCE_LENGTH = 4_000_000;

/**
 * Creates a reader of executed lines, or lines of files if those are unknown; create a new reader
 * for each profile, since both sides use the same folder in turn.
 */
export function createSourceLineReader(
  { files }: Pick<Host, 'files'>,
  loaded: LoadedTexts = new Map(),
): ReadSourceLine {
  const known = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    if (!isAbsolute(file)) return [];
    const text = loaded.has(file) ? (loaded.get(file) ?? null) : files.read(file);
    return text === null || text.length > MAX_SOURCE_LENGTH ? [] : text.split('\n');
  };
  return (file, line) => {
    const lines = known.get(file) ?? linesOf(file);
    known.set(file, lines);
    return lines[line - 1] ?? null;
  };
}
