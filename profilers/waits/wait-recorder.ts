/** Runs in the measured process: records waits with operation and callers, for all watchers. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { types } from 'node:util';
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import { monotonicOffsetMs } from '../../harness/probe/monotonic-clock.ts';
import { currentAwaitSite } from './record-await-sites.ts';
import type { WrittenWaits } from './wait-file-format.ts';
import {
  countAnswerRows,
  createWaitTables,
  FAILED_ROWS,
  UNKNOWN_ROWS,
} from './wait-site-tables-and-query-row-counts.ts';
import { createSpanStore, NO_OPERATION } from './wait-span-store.ts';
import {
  type AwaitSite,
  type CapturedStack,
  createCallStacks,
  EMPTY_STACK,
} from './waiting-call-stacks.ts';
import type { Stall } from './watch-event-loop.ts';

/** Context that follows a task through everything that it awaits or calls back. */
export interface WaitContext {
  readonly operation: number;
  /** True if its waits are stored: those of every operation would cost a busy server too much. */
  readonly isKept: boolean;
  /** Stack that the work was scheduled from. */
  readonly from: number;
  /** Wait whose parts are not recorded separately while it lasts. */
  readonly within: OngoingWait | null;
}

/** A wait in progress; it is stored when it is over. */
export interface OngoingWait {
  readonly context: WaitContext;
  readonly trace: CapturedStack;
  readonly awaited: AwaitSite | null;
  label: number;
  startMs: number;
  /** Number of its stack; −1 until requested. */
  stack: number;
  isOver: boolean;
  /** Rows that a statement returned or changed; −1: unknown; −2: it failed. */
  rows: number;
  /** Hash of a statement with its parameters; 0: unknown. */
  parameters: number;
  /** Number of the database connection; 0: unknown, or none. */
  connection: number;
  /** Ports of its connection, which identify the other end; 0 if there is none. */
  localPort: number;
  remotePort: number;
}

export interface OperationDescription {
  readonly name: string;
  /** Ports of the connection that it arrived on. */
  readonly localPort: number;
  readonly remotePort: number;
}

export interface OngoingOperation {
  readonly context: WaitContext;
  readonly end: () => void;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

const NOTHING = { operation: NO_OPERATION, from: EMPTY_STACK, within: null } as const;
const OUTSIDE: WaitContext = { ...NOTHING, isKept: true };
/** Context of all operations that are not stored. */
const SKIPPED: WaitContext = { ...NOTHING, isKept: false };
const UNKNOWN = -1;

const storage = new AsyncLocalStorage<WaitContext>();
const stacks = createCallStacks();
const store = createSpanStore();
const offsetMs = monotonicOffsetMs();
const tables = createWaitTables();
/** Nesting depth of awaited calls that have not returned yet. */
let depth = 0;

export function currentWaitContext(): WaitContext {
  return storage.getStore() ?? OUTSIDE;
}

export function runInContext<Result>(context: WaitContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** True if a wait beginning now is recorded: in no other wait, and its operation is stored. */
export function isWaitRecorded(): boolean {
  const context = currentWaitContext();
  if (depth > 0 || context.within?.isOver === false) return false;
  const isKept =
    context.operation === NO_OPERATION && context.isKept
      ? store.takesLoose(performance.now())
      : context.isKept;
  if (!isKept) store.drop();
  return isKept;
}

/** Begins a wait; null: it is not recorded. @param below - Called function that is on no stack. */
export function beginWait(
  kind: WaitKind,
  detail: string,
  target: string | null,
  below: (...args: never[]) => unknown,
): OngoingWait | null {
  return isWaitRecorded() ? createWait(kind, detail, target, below) : null;
}

export function createWait(
  kind: WaitKind,
  detail: string,
  target: string | null,
  below: (...args: never[]) => unknown,
): OngoingWait {
  const context = currentWaitContext();
  return {
    context,
    label: tables.labelOf(kind, detail, target),
    trace: stacks.capture(below),
    awaited: currentAwaitSite(),
    startMs: performance.now() + offsetMs,
    stack: UNKNOWN,
    isOver: false,
    rows: UNKNOWN_ROWS,
    parameters: 0,
    connection: 0,
    localPort: 0,
    remotePort: 0,
  };
}

export function endWait(wait: OngoingWait | null): void {
  if (wait === null || wait.isOver) return;
  wait.isOver = true;
  const end = performance.now() + offsetMs;
  store.addSpan({
    site: tables.siteOf(wait.label, stackOf(wait)),
    operation: wait.context.operation,
    start: wait.startMs,
    end,
    localPort: wait.localPort,
    remotePort: wait.remotePort,
    rows: wait.rows,
    parameters: wait.parameters,
    connection: wait.connection,
  });
}

/** It was no wait after all. */
export function dropWait(wait: OngoingWait | null): void {
  if (wait !== null) wait.isOver = true;
}

/** Sets the subject of a wait, which may be known only after its beginning. */
export function renameWait(
  wait: OngoingWait,
  kind: WaitKind,
  detail: string,
  target: string | null,
): void {
  wait.label = tables.labelOf(kind, detail, target);
}

export function beginNextWait(wait: OngoingWait): OngoingWait {
  return { ...wait, startMs: performance.now() + offsetMs, isOver: false };
}

/** Splits a wait: the time so far becomes a separate wait of the same caller. */
export function splitWait(wait: OngoingWait, kind: WaitKind, detail: string): void {
  if (wait.isOver) return;
  const { target } = tables.label(wait.label) ?? { target: null };
  const before = { ...wait, label: tables.labelOf(kind, detail, target) };
  endWait(before);
  wait.startMs = performance.now() + offsetMs;
}

export function contextAfterWait(wait: OngoingWait): WaitContext {
  return { ...wait.context, from: stackOf(wait) };
}

export function contextOfCaller(below: (...args: never[]) => unknown): WaitContext {
  const context = currentWaitContext();
  const trace = stacks.capture(below);
  return { ...context, from: stacks.numberOf(trace, context.from, currentAwaitSite()) };
}

function stackOf(wait: OngoingWait): number {
  const { trace, awaited, context } = wait;
  if (wait.stack === UNKNOWN) wait.stack = stacks.numberOf(trace, context.from, awaited);
  return wait.stack;
}

/** Calls an awaited function: waits that begin before it returns are parts of the wait. */
export function callAsPartOfWait<Result>(proceed: () => Result): Result {
  depth += 1;
  try {
    return proceed();
  } finally {
    depth -= 1;
  }
}

/** Calls an awaited function: its waits, also later ones, are parts of the wait until its end. */
export function callAndContinueInWait<Result>(wait: OngoingWait, proceed: () => Result): Result {
  return storage.run({ ...wait.context, within: wait }, proceed);
}

/** Wraps a callback to run in the waiting function's context, regardless of its caller. */
export function wrapWaitCallback(wait: OngoingWait, callback: Method): Method {
  const context = contextAfterWait(wait);
  // The function's name marks stacks that end here; see waiting-call-stacks.ts.
  return function runCarried(this: unknown, ...results: unknown[]): unknown {
    noteAnswer(wait, results[0], results[1]);
    endWait(wait);
    const isInside = depth;
    depth = 0;
    try {
      return storage.run(context, () => Reflect.apply(callback, this, results));
    } finally {
      depth = isInside;
    }
  };
}

/** Records the number of rows in an answer of a database, or that the statement failed. */
export function noteAnswer(wait: OngoingWait, error: unknown, answer: unknown): void {
  if (wait.isOver || tables.label(wait.label)?.kind !== 'database') return;
  wait.rows = error === null || error === undefined ? countAnswerRows(answer) : FAILED_ROWS;
}

/** Returns a promise that ends the wait, and settles like the given promise. */
export function endWaitWithPromise(wait: OngoingWait, promise: unknown): unknown {
  // Test runners that run each file in a realm of its own have another `Promise`.
  if (!types.isPromise(promise)) {
    endWait(wait);
    return promise;
  }
  return promise.then(
    (value: unknown) => {
      noteAnswer(wait, null, value);
      endWait(wait);
      return value;
    },
    (error: unknown) => {
      noteAnswer(wait, error, null);
      endWait(wait);
      throw error;
    },
  );
}

/** Begins an operation for waits in its context. @param describe - Called only if it is stored. */
export function beginOperation(describe: () => OperationDescription): OngoingOperation {
  const nowMs = performance.now();
  const { number, weight } = store.begin(nowMs);
  if (weight === 0) return SKIPPED_OPERATION;
  const start = nowMs + offsetMs;
  const { name, ...ports } = describe();
  const named = tables.nameOf(name);
  let isOver = false;
  return {
    context: { operation: number, isKept: true, from: EMPTY_STACK, within: null },
    end: () => {
      if (isOver) return;
      isOver = true;
      const end = performance.now() + offsetMs;
      store.addOperation({ number, weight, name: named, ...ports, start, end });
    },
  };
}

const SKIPPED_OPERATION: OngoingOperation = { context: SKIPPED, end: () => undefined };

/** Records a stretch in which nothing else ran, at no operation: its context is not known. */
export function addStall({ startMs, endMs, functions }: Stall): void {
  const site = tables.siteOf(
    tables.labelOf('event loop', '', null),
    stacks.numberOfFunctions(functions),
  );
  const none = { localPort: 0, remotePort: 0, rows: UNKNOWN_ROWS, parameters: 0, connection: 0 };
  store.addSpan({ site, operation: NO_OPERATION, start: startMs, end: endMs, ...none });
}

export function readRecordedWaits(): Omit<
  WrittenWaits,
  'format' | 'pid' | 'thread' | 'program' | 'connections' | 'delays'
> {
  return { ...stacks.written(), ...tables.written(), ...store.written() };
}
