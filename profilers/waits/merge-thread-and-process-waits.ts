import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import type {
  ServedOperation,
  WaitKind,
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import { createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { createFunctionKey } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { ThreadWaits } from './parse-wait-file.ts';

const NONE = -1;
/** Exceeds the connections of a thread, so that those of several threads differ. */
const MOST_CONNECTIONS = 2 ** 20;

interface Row extends LinkedSpan {
  readonly rows: number;
  readonly parameters: number;
  readonly connection: number;
  readonly site: number;
  /** Index into the operations; −1 for none. */
  readonly operation: number;
}

/**
 * Joins the waits of a unit's threads and processes in a stretch into one record. Operations that
 * lie entirely in the stretch count, together with their spans; a span without an operation counts
 * for the part of it inside.
 * @param own - Folder of perf-harness itself, with a slash at its end.
 * @throws BadProfile where a thread's parts do not fit together.
 */
export function joinThreadWaits(
  threads: readonly ThreadWaits[],
  stretch: TimeInterval,
  own: string,
): WaitRecord {
  const tables = createTables(own);
  const operations: (LinkedOperation & Omit<ServedOperation, 'cause'>)[] = [];
  const rows: Row[] = [];
  for (const [process, thread] of threads.entries()) {
    const indexes = new Map<number, number>();
    for (const operation of operationsIn(thread, stretch)) {
      indexes.set(operation.number, operations.length);
      operations.push({ ...operation, thread: process });
    }
    const siteOf = tables.sitesOf(thread);
    const own = [...indexes.values()];
    for (const row of spansIn(thread, process, stretch, indexes, siteOf)) {
      const isStall = tables.sites[row.site]?.kind === 'event loop';
      const operation = isStall ? findOperationAround(row, own, operations) : row.operation;
      rows.push({ ...row, operation });
    }
  }
  rows.sort((a, b) => a.startMs - b.startMs);
  const connections = new Set(threads.flatMap((thread) => thread.connections));
  const causes = linkCauses(operations, rows, connections);
  return {
    functions: tables.functions,
    sites: tables.sites,
    operations: operations.map(({ name, port, startMs, endMs, weight, program }, index) => ({
      name,
      port,
      startMs,
      endMs,
      weight,
      cause: causes[index] ?? NONE,
      program,
    })),
    spans: {
      site: Int32Array.from(rows, ({ site }) => site),
      operation: Int32Array.from(rows, ({ operation }) => operation),
      startMs: Float64Array.from(rows, ({ startMs }) => startMs),
      endMs: Float64Array.from(rows, ({ endMs }) => endMs),
      rows: Int32Array.from(rows, (row) => row.rows),
      parameters: Int32Array.from(rows, (row) => row.parameters),
      connection: Int32Array.from(rows, (row) => row.connection),
    },
    loopDelayMs: loopDelay(threads, stretch),
    dropped: threads.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

/** Returns the operation that a stall delays, the last of several; −1: there is none. */
function findOperationAround(
  { operation, startMs, endMs }: Row,
  own: readonly number[],
  operations: readonly LinkedOperation[],
): number {
  const middleMs = (startMs + endMs) / 2;
  return operation !== NONE
    ? operation
    : (own.findLast((index) => {
        const { startMs: begunMs = 0, endMs: answeredMs = 0 } = operations[index] ?? {};
        return begunMs <= middleMs && middleMs <= answeredMs;
      }) ?? NONE);
}

function* operationsIn(
  { operations, names, program }: ThreadWaits,
  { fromMs, toMs }: TimeInterval,
) {
  for (const [row, number] of operations.number.entries()) {
    const [startMs, endMs] = [operations.start[row] ?? 0, operations.end[row] ?? 0];
    if (startMs < fromMs || endMs > toMs) continue;
    const name = names[operations.name[row] ?? NONE];
    if (name === undefined) throw new BadProfile('an operation has no name');
    const port = operations.localPort[row] ?? 0;
    const remotePort = operations.remotePort[row] ?? 0;
    const weight = operations.weight[row] ?? 1;
    yield { number, name, port, remotePort, startMs, endMs, weight, program };
  }
}

function* spansIn(
  { spans }: ThreadWaits,
  thread: number,
  { fromMs, toMs }: TimeInterval,
  indexes: ReadonlyMap<number, number>,
  siteOf: (site: number) => number,
): Generator<Row> {
  for (const [row, site] of spans.site.entries()) {
    const number = spans.operation[row] ?? NONE;
    const operation = number === NONE ? NONE : indexes.get(number);
    if (operation === undefined) continue;
    const startMs = Math.max(spans.start[row] ?? 0, fromMs);
    const endMs = Math.min(spans.end[row] ?? 0, toMs);
    if (endMs < startMs) continue;
    const ports = { localPort: spans.localPort[row] ?? 0, remotePort: spans.remotePort[row] ?? 0 };
    const own = spans.connection[row] ?? 0;
    const answer = {
      rows: spans.rows[row] ?? NONE,
      parameters: spans.parameters[row] ?? 0,
      connection: own === 0 ? 0 : thread * MOST_CONNECTIONS + own,
    };
    yield { site: siteOf(site), operation, startMs, endMs, thread, ...answer, ...ports };
  }
}

/** Merges equal places of several processes of a program. */
function createTables(own: string) {
  const functions: ProfiledFunction[] = [];
  const functionIndexes = new Map<string, number>();
  const sites: WaitSite[] = [];
  const siteIndexes = new Map<string, number>();

  const indexOfFunction = (profiledFunction: ProfiledFunction): number => {
    const key = createFunctionKey(profiledFunction);
    const known = functionIndexes.get(key);
    if (known !== undefined) return known;
    functionIndexes.set(key, functions.length);
    return functions.push(profiledFunction) - 1;
  };
  const sitesOf = (thread: ThreadWaits): ((site: number) => number) => {
    const ours = new Map<number, number>();
    const functionsOf = thread.functions.map(({ name, url, line, column }) =>
      indexOfFunction(
        createV8ProfiledFunction(
          { functionName: name, url, lineNumber: line - 1, columnNumber: column - 1 },
          own,
        ),
      ),
    );
    return (site) => {
      const before = ours.get(site);
      if (before !== undefined) return before;
      const made = readSite(thread, site, functionsOf);
      const key = JSON.stringify(made);
      const index = siteIndexes.get(key) ?? sites.push(made) - 1;
      siteIndexes.set(key, index);
      ours.set(site, index);
      return index;
    };
  };
  return { functions, sites, sitesOf };
}

function readSite(
  { sites, labels, stacks, frames }: ThreadWaits,
  site: number,
  functionsOf: readonly number[],
): WaitSite {
  const [labelIndex, stackIndex] = sites[site] ?? [];
  const label = labels[labelIndex ?? NONE];
  if (label === undefined || stackIndex === undefined)
    throw new BadProfile('a span has no location');
  const stack: number[] = [];
  const lines: number[] = [];
  const columns: number[] = [];
  // Each stack extends an earlier stack; 0 is the empty stack.
  for (let at = stackIndex; at > 0; ) {
    const [below, frame] = stacks[at] ?? [at, NONE];
    const [of, line, column] = frames[frame] ?? [];
    const index = functionsOf[of ?? NONE];
    if (index === undefined || below >= at)
      throw new BadProfile('a stack refers to a missing frame');
    stack.push(index);
    lines.push(line ?? 0);
    columns.push(column ?? 0);
    at = below;
  }
  const { kind, detail, target } = label;
  return { kind: kind satisfies WaitKind, detail, target, stack, lines, columns };
}

/** Returns the mean delay of the main thread that served most, or began first if none did. */
function loopDelay(threads: readonly ThreadWaits[], { fromMs, toMs }: TimeInterval): number {
  const mains = threads.filter(({ thread }) => thread === 0);
  const [busiest] = mains.toSorted(
    (a, b) => b.operations.number.length - a.operations.number.length || a.pid - b.pid,
  );
  if (busiest === undefined) return 0;
  let [sum, count] = [0, 0];
  for (const [row, at] of busiest.delays.at.entries()) {
    if (at < fromMs || at > toMs) continue;
    const felt = busiest.delays.count[row] ?? 0;
    sum += felt * (busiest.delays.mean[row] ?? 0);
    count += felt;
  }
  return count === 0 ? 0 : sum / count;
}

interface LinkedSpan {
  readonly thread: number;
  /** Port of its connection; 0: it has none. */
  readonly localPort: number;
  readonly remotePort: number;
  readonly startMs: number;
  readonly endMs: number;
}

interface LinkedOperation {
  readonly thread: number;
  readonly port: number;
  readonly remotePort: number;
  readonly startMs: number;
  readonly endMs?: number;
}

const OUTSIDE = -1;
const NOT_KEPT = -2;

/**
 * Returns for each operation the span that it answers, −1 where it came from outside, −2 where it
 * came from the unit itself by a span that was not stored. Both name the two ports of one
 * connection on this machine, and the operation begins while the span lasts. A connection carries
 * one request at a time, so the span that began last is chosen.
 * @param spans - By their start.
 * @param connections - That processes of the unit opened: `local port>remote port`.
 */
export function linkCauses(
  operations: readonly LinkedOperation[],
  spans: readonly LinkedSpan[],
  connections: ReadonlySet<string> = new Set(),
): readonly number[] {
  const byConnection = new Map<string, number[]>();
  for (const [index, { localPort, remotePort }] of spans.entries()) {
    if (localPort === 0 || remotePort === 0) continue;
    const key = `${localPort}>${remotePort}`;
    const known = byConnection.get(key);
    if (known === undefined) byConnection.set(key, [index]);
    else known.push(index);
  }
  return operations.map(({ port, remotePort, startMs }) => {
    const connection = `${remotePort}>${port}`;
    const candidates = byConnection.get(connection) ?? [];
    const isOwn = candidates.length > 0 || connections.has(connection);
    const unknown = isOwn ? NOT_KEPT : OUTSIDE;
    return (
      candidates.findLast((index) => {
        const span = spans[index];
        return span !== undefined && span.startMs <= startMs && startMs <= span.endMs;
      }) ?? unknown
    );
  });
}
