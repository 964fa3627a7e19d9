import type { LineWeight, Profile } from '../../harness/model/program/profile.ts';
import { functionPlaceKey, type MapNode } from './performance-map-node.ts';

/** CPU weight of the lines inside of functions, by the place of the function. */
export type LinesByFunction = ReadonlyMap<string, readonly LineWeight[]>;

export function groupLinesByFunction({ functions, lines }: Profile): LinesByFunction {
  return Map.groupBy(lines, ({ of }) => {
    const profiledFunction = functions[of];
    return profiledFunction === undefined ? '' : functionPlaceKey(profiledFunction);
  });
}

export interface BusyLine {
  readonly line: number;
  readonly share: number;
}

const MOST_LINES = 2;
/** Smaller shares are unreliable: a profile sees a line by samples. */
const LEAST_PERCENT = 15;

/**
 * Finds lines with most of a function's time, busiest first; empty if none stands out. Node.js's
 * own time counts for no line.
 */
export function findBusySourceLines(
  { key, cpuMs, via, of }: MapNode,
  lines: LinesByFunction,
  ms: number,
): readonly BusyLine[] {
  const own = lines.get(key) ?? [];
  const all = own.reduce((sum, { weight }) => sum + weight, 0);
  const elsewhere = [...via.values()].reduce((sum, duration) => sum + duration, 0);
  const seen = ms === 0 ? 0 : Math.min(1, Math.max(0, cpuMs - elsewhere) / ms);
  const byLine = Map.groupBy(own, ({ line }) => line);
  const found = [...byLine]
    .map(([line, some]): BusyLine => {
      const weight = some.reduce((sum, lineWeight) => sum + lineWeight.weight, 0);
      return { line, share: all === 0 ? 0 : (100 * seen * weight) / all };
    })
    .filter(({ share }) => share >= LEAST_PERCENT)
    .toSorted((a, b) => b.share - a.share || a.line - b.line)
    .slice(0, MOST_LINES);
  // A result that is only the function's own line adds nothing.
  return found.every(({ line }) => line === of.line) ? [] : found;
}
