import type { WaitRecord } from '../../harness/model/program/waits.ts';

/** What the operations of one name waited for at one place. */
export interface SiteWaits {
  /** Index into the sites of the record. */
  readonly site: number;
  /** Calls in one operation, in the mean. */
  readonly calls: number;
  /** Time in which at least one of its calls was waited for, in one operation, milliseconds, in the mean. */
  readonly waitMs: number;
  /** Calls in one operation that began when none of the same place was waited for, in the mean. */
  readonly sequential: number;
  /** The most of its calls at once in any operation. */
  readonly mostAtOnce: number;
  /** Share of the operations that came here, 0 … 1. */
  readonly share: number;
}

/** Where the operations of one name spent their time. */
export interface OperationWaits {
  readonly name: string;
  readonly port: number;
  /** Operations, those included that those kept stand for. */
  readonly count: number;
  /** From request to answer, milliseconds, in the mean. */
  readonly wallMs: number;
  /** Time in which at least one thing was waited for, milliseconds, in the mean. */
  readonly waitMs: number;
  /** By time waited, the most first. */
  readonly sites: readonly SiteWaits[];
}

interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

interface SiteSum {
  calls: number;
  waitMs: number;
  sequential: number;
  mostAtOnce: number;
  operations: number;
}

/**
 * Waits by what was asked of the program. What goes on at the same time counts once, both within one
 * place and in the time of an operation, so that sums stay below the time that the operation took; a
 * span that outlives its operation counts until the operation's end. Operations by the time that all
 * of one name took together, the most first.
 */
export function summariseWaits(record: WaitRecord): readonly OperationWaits[] {
  const { operations } = record;
  const spansOf = spansByOperation(record);
  const groups = Map.groupBy(operations.keys(), (index) => {
    const { name, port } = operations[index] ?? NOTHING;
    return `${port} ${name}`;
  });
  return [...groups.values()]
    .map((indexes) => summariseGroup(record, indexes, spansOf))
    .toSorted((a, b) => b.wallMs * b.count - a.wallMs * a.count);
}

const NOTHING = { name: '', port: 0, startMs: 0, endMs: 0, weight: 0 } as const;

function spansByOperation({ spans }: WaitRecord): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const [span, operation] of spans.operation.entries()) {
    const known = found.get(operation);
    if (known === undefined) found.set(operation, [span]);
    else known.push(span);
  }
  return found;
}

function summariseGroup(
  { operations, spans }: WaitRecord,
  indexes: readonly number[],
  spansOf: ReadonlyMap<number, readonly number[]>,
): OperationWaits {
  const sums = new Map<number, SiteSum>();
  let [wallMs, waitMs, count] = [0, 0, 0];
  for (const index of indexes) {
    const operation = operations[index] ?? NOTHING;
    const { weight } = operation;
    count += weight;
    wallMs += weight * (operation.endMs - operation.startMs);
    const bySite = new Map<number, Interval[]>();
    for (const span of spansOf.get(index) ?? []) {
      const site = spans.site[span] ?? 0;
      const startMs = spans.startMs[span] ?? 0;
      const endMs = Math.min(spans.endMs[span] ?? 0, operation.endMs);
      if (startMs >= operation.endMs) continue;
      const known = bySite.get(site);
      if (known === undefined) bySite.set(site, [{ startMs, endMs }]);
      else known.push({ startMs, endMs });
    }
    waitMs += weight * unite([...bySite.values()].flat()).waitMs;
    for (const [site, intervals] of bySite) addSite(sums, site, intervals, weight);
  }
  const [first = 0] = indexes;
  const { name, port } = operations[first] ?? NOTHING;
  const sites = [...sums]
    .map(
      ([site, sum]): SiteWaits => ({
        site,
        calls: sum.calls / count,
        waitMs: sum.waitMs / count,
        sequential: sum.sequential / count,
        mostAtOnce: sum.mostAtOnce,
        share: sum.operations / count,
      }),
    )
    .toSorted((a, b) => b.waitMs - a.waitMs);
  return { name, port, count, wallMs: wallMs / count, waitMs: waitMs / count, sites };
}

function addSite(
  sums: Map<number, SiteSum>,
  site: number,
  intervals: readonly Interval[],
  weight: number,
): void {
  const sum = sums.get(site) ?? {
    calls: 0,
    waitMs: 0,
    sequential: 0,
    mostAtOnce: 0,
    operations: 0,
  };
  const { waitMs, sequential, mostAtOnce } = unite(intervals);
  sum.calls += weight * intervals.length;
  sum.waitMs += weight * waitMs;
  sum.sequential += weight * sequential;
  sum.mostAtOnce = Math.max(sum.mostAtOnce, mostAtOnce);
  sum.operations += weight;
  sums.set(site, sum);
}

/** The time that intervals cover together, how often they begin anew, and the most at once. */
function unite(intervals: readonly Interval[]): {
  readonly waitMs: number;
  readonly sequential: number;
  readonly mostAtOnce: number;
} {
  const sorted = intervals.toSorted((a, b) => a.startMs - b.startMs);
  const ends = sorted.map(({ endMs }) => endMs).sort((a, b) => a - b);
  let [waitMs, sequential, mostAtOnce, ended] = [0, 0, 0, 0];
  let until = Number.NEGATIVE_INFINITY;
  for (const [begun, { startMs, endMs }] of sorted.entries()) {
    if (startMs >= until) sequential += 1;
    waitMs += Math.max(0, endMs - Math.max(startMs, until));
    until = Math.max(until, endMs);
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) <= startMs && ended < begun) ended += 1;
    mostAtOnce = Math.max(mostAtOnce, begun + 1 - ended);
  }
  return { waitMs, sequential, mostAtOnce };
}
