import { join } from 'node:path';
import type { Host, measure, PerformanceMap } from 'perf-harness/plugin';
import type { BriefExcerpt } from '../document/brief-document.ts';
import { findStepChain } from '../generators/functions-on-bottleneck-path.ts';
import { shortenText } from './fit-lines-into-budget.ts';

/** Functions up to this length are shown whole, since a change needs to see them. */
export const WHOLE_LINES = 40;
/** Lines shown before and after a busy line of a longer function. */
const AROUND = 2;
/** Longer lines are generated or data. */
const LONGEST_LINE = 160;

/**
 * Finds the lines of a map's bottlenecks and confirmed causes, by file; the file of the largest
 * bottleneck comes first.
 * @param wholeLines - Most lines of a function that is shown whole.
 */
export function findHotLines(
  { files }: Pick<Host, 'files'>,
  root: string,
  map: Pick<PerformanceMap, 'steps' | 'top_bottlenecks' | 'suspicion_stack'>,
  wholeLines = WHOLE_LINES,
): readonly BriefExcerpt[] {
  const shares = new Map<string, Map<number, number>>();
  const texts = new Map<string, readonly string[] | null>();
  const linesOf = (file: string): readonly string[] | null => {
    const path = join(root, file);
    const isOwn = files.isFile(path) && !files.isLink(path);
    const known = texts.get(file) ?? (isOwn ? (files.read(path)?.split(/\r?\n/u) ?? null) : null);
    texts.set(file, known);
    return known;
  };
  const add = (file: string, line: number, share: number): void => {
    const ofFile = shares.get(file) ?? new Map<number, number>();
    shares.set(file, ofFile.set(line, (ofFile.get(line) ?? 0) + share));
  };
  for (const bottleneck of map.top_bottlenecks) {
    const { file, line } = parsePlace(bottleneck.location);
    const lines = file === null ? null : linesOf(file);
    if (file === null || lines === null) continue;
    const ofFunction = sharesByLine(bottleneck, map, file);
    const last = findFunctionEnd(lines, line);
    // The whole of a function of one line is that line.
    if (last === line && ofFunction.size === 0) ofFunction.set(line, bottleneck.share);
    for (const at of chooseLines({ line, last }, ofFunction, wholeLines))
      add(file, at, ofFunction.get(at) ?? 0);
  }
  for (const { location, verdict } of map.suspicion_stack) {
    const { file, line } = parsePlace(location);
    const lines = file === null || verdict !== 'confirmed' ? null : linesOf(file);
    if (file === null || lines === null) continue;
    // The engine may have moved the work into a caller, so its profile lacks this place.
    for (let at = Math.max(1, line - AROUND); at <= line + AROUND && at <= lines.length; at += 1) {
      add(file, at, 0);
    }
  }
  return [...shares].map(([file, ofFile]) => excerptOf(file, linesOf(file) ?? [], ofFile));
}

/** Splits a place of the project's own sources; null for packages and files outside. */
export function parsePlace(location: string | null): {
  readonly file: string | null;
  readonly line: number;
} {
  const [, file = null, line = ''] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location ?? '') ?? [];
  const isForeign = file === null || /(?:^|\/)(?:\.\.|node_modules)\/|^\//u.test(file);
  return { file: isForeign ? null : file, line: Number(line) };
}

/** Shares of the operation by line: of the function's own computing, and of what it waits for. */
function sharesByLine(
  { step: id, share, lines = [] }: measure.Bottleneck,
  { steps }: Pick<PerformanceMap, 'steps'>,
  file: string,
): Map<number, number> {
  const shares = new Map(lines.map((busy) => [busy.line, (busy.share * share) / 100]));
  for (const child of findStepChain(steps, id).at(-1)?.children ?? []) {
    const place = parsePlace(child.location);
    // A function is located where it is declared, a wait where it is called.
    if (child.type === 'function_call' || place.file !== file) continue;
    shares.set(place.line, (shares.get(place.line) ?? 0) + child.time_share_pct);
  }
  return shares;
}

/** Returns a short function whole; of a longer one its first line and those around busy lines. */
function chooseLines(
  { line: first, last }: { readonly line: number; readonly last: number },
  shares: ReadonlyMap<number, number>,
  wholeLines: number,
): readonly number[] {
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (all.length <= wholeLines) return all;
  const busy = all.filter((line) => shares.has(line));
  if (busy.length === 0) return all.slice(0, wholeLines);
  return all.filter((line) => line === first || busy.some((at) => Math.abs(at - line) <= AROUND));
}

/** Shares below this many percent are not shown. */
const LEAST_SHARE = 1;

function excerptOf(
  file: string,
  texts: readonly string[],
  shares: ReadonlyMap<number, number>,
): BriefExcerpt {
  const numbers = [...shares.keys()].toSorted((a, b) => a - b);
  const textOf = (line: number): string => (texts[line - 1] ?? '').replace(/[^\P{Cc}\t]/gu, '');
  const indent = Math.min(...numbers.map((line) => indentOf(textOf(line))));
  return {
    file,
    lines: numbers.map((line) => {
      const share = shares.get(line) ?? 0;
      return {
        line,
        text: shortenText(textOf(line).slice(indent).trimEnd(), LONGEST_LINE),
        share: share < LEAST_SHARE ? null : share,
      };
    }),
  };
}

/** Lines that close a list of parameters and open the body. */
const OPENS_BODY = /^\s*\).*[{:]\s*$/u;
/** Lines that end a function at the column where it begins. */
const CLOSES = /^\s*[})\]]/u;

/** Finds the last line of a function by its indentation: no parser knows every language. */
function findFunctionEnd(lines: readonly string[], first: number): number {
  const indent = indentOf(lines[first - 1] ?? '');
  let last = first;
  for (let line = first + 1; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? '';
    const own = indentOf(text);
    const isInside = own > indent || OPENS_BODY.test(text);
    if (!isInside) return own === indent && CLOSES.test(text) ? line : last;
    if (text.trim() !== '') last = line;
  }
  return last;
}

/** Returns the columns before the text; infinite for a blank line. */
function indentOf(text: string): number {
  const at = text.search(/\S/u);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
