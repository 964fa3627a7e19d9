/** Runs in the measured process: stores awaited operations, places and names once each. */
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import type { WrittenLabel, WrittenWaits } from './wait-file-format.ts';

export const UNKNOWN_ROWS = -1;
/** Result if the statement failed. */
export const FAILED_ROWS = -2;

/**
 * `rowCount` of pg and its pool; `count` of postgres.js; the rows of mysql2, first of a promise's
 * pair.
 */
export function countAnswerRows(answer: unknown): number {
  if (Array.isArray(answer)) {
    const { count } = answer as { readonly count?: unknown };
    if (typeof count === 'number') return count;
    const [first] = answer;
    if (Array.isArray(first)) return first.length;
    // Several statements in one text have separate answers.
    return first instanceof Object && 'rowCount' in first ? UNKNOWN_ROWS : answer.length;
  }
  if (typeof answer !== 'object' || answer === null) return UNKNOWN_ROWS;
  const { rowCount, affectedRows } = answer as Readonly<Record<string, unknown>>;
  const count = rowCount ?? affectedRows;
  return typeof count === 'number' ? count : UNKNOWN_ROWS;
}

/** Limit on labels, and on names; beyond it they differ by parts that should not be in them. */
const MOST = 5_000;
/** Label of all entries beyond the limit. */
const OTHERS = '(others)';
/** Exceeds the number of stacks, so that a label and a stack can be combined into one number. */
const STACKS = 2 ** 20;

export function createWaitTables() {
  const labels: WrittenLabel[] = [];
  const labelNumbers = new Map<string, Map<string, number>>();
  const sites: (readonly [label: number, stack: number])[] = [];
  const siteNumbers = new Map<number, number>();
  const names: string[] = [];
  const nameNumbers = new Map<string, number>();

  const labelOf = (kind: WaitKind, detail: string, target: string | null): number => {
    const key = target === null ? kind : `${kind} ${target}`;
    const known = labelNumbers.get(key) ?? new Map<string, number>();
    if (known.size === 0) labelNumbers.set(key, known);
    const found = known.get(detail);
    if (found !== undefined) return found;
    if (labels.length >= MOST && detail !== OTHERS) return labelOf(kind, OTHERS, null);
    const number = labels.push({ kind, detail, target }) - 1;
    known.set(detail, number);
    return number;
  };
  const nameOf = (name: string): number => {
    const found = nameNumbers.get(name);
    if (found !== undefined) return found;
    if (names.length >= MOST && name !== OTHERS) return nameOf(OTHERS);
    const number = names.push(name) - 1;
    nameNumbers.set(name, number);
    return number;
  };
  return {
    labelOf,
    nameOf,
    label: (number: number): WrittenLabel | undefined => labels[number],
    siteOf: (label: number, stack: number): number => {
      const key = label * STACKS + stack;
      const found = siteNumbers.get(key);
      if (found !== undefined) return found;
      const number = sites.push([label, stack]) - 1;
      siteNumbers.set(key, number);
      return number;
    },
    written: (): Pick<WrittenWaits, 'labels' | 'sites' | 'names'> => ({ labels, sites, names }),
  };
}
