import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredPlace } from '../../harness/model/program/scenario-runtime-evidence.ts';

const NONE = -1;

/** One wait within a request. */
export interface RequestWait {
  /** Index into the sites of the record. */
  readonly site: number;
  readonly startMs: number;
  readonly endMs: number;
  /** −1: not known; −2: the statement failed. */
  readonly rows: number;
  /** Hash of a statement with its parameters; 0: not known. */
  readonly parameters: number;
  /** Number of the database connection; 0: not known. */
  readonly connection: number;
}

/** Groups waits by request, in order of start. Without requests, the run is one group. */
export function groupWaitsByRequest({
  operations,
  spans,
}: WaitRecord): readonly (readonly RequestWait[])[] {
  const requests: RequestWait[][] = Array.from(
    { length: Math.max(1, operations.length) },
    () => [],
  );
  for (let row = 0; row < spans.site.length; row += 1) {
    const operation = operations.length === 0 ? 0 : (spans.operation[row] ?? NONE);
    requests[operation]?.push(spanAt(spans, row));
  }
  return requests;
}

/** Returns the waits of a server outside its requests: in background jobs and at startup. */
export function findBackgroundWaits({ operations, spans }: WaitRecord): readonly RequestWait[] {
  if (operations.length === 0) return [];
  return Array.from(spans.site, (_, row) => row)
    .filter((row) => spans.operation[row] === NONE)
    .map((row) => spanAt(spans, row));
}

/** Returns the wait in a row of the spans. */
export function spanAt(spans: WaitRecord['spans'], row: number): RequestWait {
  return {
    site: spans.site[row] ?? NONE,
    startMs: spans.startMs[row] ?? 0,
    endMs: spans.endMs[row] ?? 0,
    rows: spans.rows?.[row] ?? NONE,
    parameters: spans.parameters?.[row] ?? 0,
    connection: spans.connection?.[row] ?? 0,
  };
}

/** Returns the places in the project that called a site, innermost first. */
export function listProjectCallSites(
  { sites, functions }: WaitRecord,
  site: number,
): readonly MeasuredPlace[] {
  const { stack = [], lines = [] } = sites[site] ?? {};
  return stack.flatMap((index, depth): readonly MeasuredPlace[] => {
    const frame = functions[index];
    if (frame === undefined || frame.owner !== 'project' || frame.file === null) return [];
    return [{ file: frame.file, line: lines[depth] ?? 0, function: frame.name }];
  });
}

/** Classifies statements that begin or end a transaction; null: others, also savepoints. */
export function classifyTransactionStatement(
  statement: string,
): 'begin' | 'commit' | 'rollback' | null {
  const words = statement.toLowerCase().split(/[\s;]+/u);
  switch (words[0]) {
    case 'begin':
      return 'begin';
    case 'start':
      return words[1] === 'transaction' ? 'begin' : null;
    case 'commit':
    case 'end':
      return 'commit';
    case 'abort':
      return 'rollback';
    case 'rollback':
      return words.includes('to') ? null : 'rollback';
    default:
      return null;
  }
}

/** Returns the lower median; 0 for an empty list. */
export function lowerMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
