import { join } from 'node:path';
import type { Host, measure, PerformanceMap } from 'perf-harness/plugin';
import type { BriefLine } from '../document/brief-document.ts';
import { findStepChain } from '../generators/functions-on-bottleneck-path.ts';
import { shortenText } from './fit-lines-into-budget.ts';

/** A function of the project that takes time, with the lines to show, most important first. */
export interface HotFunction {
  readonly file: string;
  readonly lines: readonly BriefLine[];
}

/** Functions up to this length are shown whole, since a change needs to see them. */
const WHOLE_LINES = 40;
/** Lines shown before and after a busy line of a longer function. */
const AROUND = 2;
/** Longer lines are generated or data. */
const LONGEST_LINE = 160;

/** Finds the lines that take the time of a map's bottlenecks, largest bottleneck first. */
export function findHotLines(
  { files }: Pick<Host, 'files'>,
  root: string,
  map: Pick<PerformanceMap, 'steps' | 'top_bottlenecks'>,
): readonly HotFunction[] {
  const found = new Map<string, HotFunction>();
  for (const bottleneck of map.top_bottlenecks) {
    const { file, line } = parsePlace(bottleneck.location);
    if (file === null || found.has(`${file}:${line}`)) continue;
    const path = join(root, file);
    const text = files.isFile(path) && !files.isLink(path) ? files.read(path) : null;
    if (text === null) continue;
    const lines = text.split(/\r?\n/u);
    const shares = sharesByLine(bottleneck, map, file);
    found.set(`${file}:${line}`, { file, lines: chooseLines(lines, line, shares) });
  }
  return [...found.values()];
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
): ReadonlyMap<number, number> {
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
  lines: readonly string[],
  first: number,
  shares: ReadonlyMap<number, number>,
): readonly BriefLine[] {
  const last = findFunctionEnd(lines, first);
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const busy = [...shares.keys()].filter((line) => all.includes(line));
  const near = (line: number): boolean => busy.some((at) => Math.abs(at - line) <= AROUND);
  const shown =
    all.length <= WHOLE_LINES
      ? all
      : busy.length === 0
        ? all.slice(0, WHOLE_LINES)
        : all.filter((line) => line === first || near(line));
  const indent = Math.min(...shown.map((line) => indentOf(lines[line - 1] ?? '')));
  return shown.map((line) => ({
    line,
    text: shortenText(
      (lines[line - 1] ?? '').slice(Number.isFinite(indent) ? indent : 0).trimEnd(),
      LONGEST_LINE,
    ),
    share: shares.get(line) ?? null,
  }));
}

/** Lines that close a list of parameters and open the body. */
const OPENS_BODY = /^\s*\).*[{:]\s*$/u;
/** Lines that end a function at the column where it begins. */
const CLOSES = /^\s*[})\]]/u;

/** Finds the last line of a function by its indentation: no parser knows every language. */
function findFunctionEnd(lines: readonly string[], first: number): number {
  const indent = indentOf(lines[first - 1] ?? '');
  for (let line = first + 1; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? '';
    if (text.trim() === '' || indentOf(text) > indent || OPENS_BODY.test(text)) continue;
    return CLOSES.test(text) ? line : line - 1;
  }
  return lines.length;
}

/** Returns the columns before the text; infinite for a blank line. */
function indentOf(text: string): number {
  const at = text.search(/\S/u);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
