import type { MeasuredPlace } from '../../harness/model/program/scenario-evidence.ts';
import type { WaitRecord, WaitSite } from '../../harness/model/program/waits.ts';

const NONE = -1;

/** One wait of a request, as it came. */
export interface RequestSpan {
  /** Index into the sites of the record. */
  readonly site: number;
  readonly startMs: number;
  readonly endMs: number;
  /** −1: not known. */
  readonly rows: number;
}

/** What was waited for in each request, by its start. Where there are none, in the run as a whole. */
export function requestsOf({ operations, spans }: WaitRecord): readonly (readonly RequestSpan[])[] {
  const requests: RequestSpan[][] = Array.from(
    { length: Math.max(1, operations.length) },
    () => [],
  );
  for (let row = 0; row < spans.site.length; row += 1) {
    const operation = operations.length === 0 ? 0 : (spans.operation[row] ?? NONE);
    requests[operation]?.push(spanAt(spans, row));
  }
  return requests;
}

/** What a server waited for beside its requests: in jobs, and at its start. */
export function outsideOf({ operations, spans }: WaitRecord): readonly RequestSpan[] {
  if (operations.length === 0) return [];
  return Array.from(spans.site, (_, row) => row)
    .filter((row) => spans.operation[row] === NONE)
    .map((row) => spanAt(spans, row));
}

function spanAt(spans: WaitRecord['spans'], row: number): RequestSpan {
  return {
    site: spans.site[row] ?? NONE,
    startMs: spans.startMs[row] ?? 0,
    endMs: spans.endMs[row] ?? 0,
    rows: spans.rows?.[row] ?? NONE,
  };
}

/** Who called, of the project itself, innermost first. */
export function placesOf(
  { stack, lines }: WaitSite,
  { functions }: WaitRecord,
): readonly MeasuredPlace[] {
  return stack.flatMap((index, depth): readonly MeasuredPlace[] => {
    const one = functions[index];
    if (one === undefined || one.owner !== 'project' || one.file === null) return [];
    return [{ file: one.file, line: lines[depth] ?? 0, function: one.name }];
  });
}

/** What begins a transaction or ends it; null: another statement. Savepoints do neither. */
export function transactionWordOf(statement: string): 'begin' | 'commit' | 'rollback' | null {
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

/** The one in the middle; 0 of none. */
export function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
