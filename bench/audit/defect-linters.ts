import { basename, join } from 'node:path';
import type { Place } from '../audit-speed/linters.ts';
import { NEAREST } from '../audit-speed/overlap.ts';
import { type Defect, NEAR } from './judge-defect.ts';

/** What a linter says of a place that people mended. */
export interface LinterAnswer {
  /** Its rules that come nearest to the defect's kind; empty: it has none. */
  readonly nearest: readonly string[];
  /** Rules of these that report the place. */
  readonly reported: readonly string[];
  /** Other rules that report something there. */
  readonly others: readonly string[];
}

/** What linters say of one place. */
export interface LinterEntry {
  readonly id: string;
  readonly half: Defect['half'];
  readonly kind: string;
  /** By the name of the tool. */
  readonly answers: Readonly<Record<string, LinterAnswer>>;
}

/** Holds what a linter reports of a tree against one place in it. */
export function answerOf(
  tool: string,
  { kind, line, end_line: end }: Pick<Defect, 'kind' | 'line' | 'end_line'>,
  file: string,
  places: readonly Place[],
): LinterAnswer {
  const there = places.filter(
    (one) => one.file === file && one.line >= line - NEAR && one.line <= end + NEAR,
  );
  const nearest = NEAREST.filter(
    ([name, , ours]) => name.startsWith(`${tool} `) && ours.includes(kind),
  );
  const isNearest = ({ rule }: Place) => nearest.some(([, pattern]) => pattern.test(rule));
  return {
    nearest: nearest.map(([name]) => name.slice(tool.length + 1)),
    reported: namesOf(there.filter(isNearest)),
    others: namesOf(there.filter((one) => !isNearest(one))),
  };
}

/** A folder for a file of its own, since the same file is mended by several commits. */
export function folderOf(index: number, file: string): string {
  return join(String(index), basename(file));
}

function namesOf(places: readonly Place[]): readonly string[] {
  return [...new Set(places.map(({ rule }) => rule))].sort();
}
