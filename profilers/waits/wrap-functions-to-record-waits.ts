/** Runs in the measured process: replaces functions that wait by functions that record the wait. */
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';
import { wrapMethod } from '../../harness/probe/wrap-and-count-method-calls.ts';
import {
  callAndContinueInWait,
  callAsPartOfWait,
  contextOfCaller,
  createWait,
  dropWait,
  endWaitWithPromise,
  isWaitRecorded,
  type OngoingWait,
  runInContext,
  wrapWaitCallback,
} from './wait-recorder.ts';

/** Subject of the wait of a call. */
export interface CallDescription {
  readonly kind: WaitKind;
  readonly detail: string;
  readonly target: string | null;
  /** True if nothing is waited for, as the result exists; the caller's context is still carried. */
  readonly isFree?: boolean;
  /** Hash of a statement with its parameters. Default: 0, unknown. */
  readonly parameters?: number;
  /** Connection that a statement is sent on. */
  readonly connection?: object;
}

type Describe = (self: unknown, args: readonly unknown[]) => CallDescription;
type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Distinguishes these replacements from those of other modules. */
const PURPOSE = 'wait';

/** Begins a described wait if recorded; ignores description errors of other library versions. */
export function beginDescribedWait(
  describe: Describe,
  self: unknown,
  args: readonly unknown[],
  below: Method,
): OngoingWait | null {
  if (!isWaitRecorded()) return null;
  try {
    const { kind, detail, target, isFree = false, ...statement } = describe(self, args);
    const wait = createWait(kind, detail, target, below);
    wait.parameters = statement.parameters ?? 0;
    wait.connection = numberConnection(statement.connection);
    if (isFree) dropWait(wait);
    return wait;
  } catch {
    return null;
  }
}

const connections = new WeakMap<object, number>();
let lastConnection = 0;

/** Returns the number of a connection in this thread, from 1; 0 for none. */
export function numberConnection(connection: object | undefined): number {
  if (connection === undefined) return 0;
  const known = connections.get(connection);
  if (known !== undefined) return known;
  lastConnection += 1;
  connections.set(connection, lastConnection);
  return lastConnection;
}

/** Watches a function that calls its last argument when done; without callback, it is no wait. */
export function watchCallback(target: object, name: string, describe: Describe): void {
  wrapMethod(
    target,
    name,
    (original) =>
      function waits(this: unknown, ...args: unknown[]): unknown {
        const at = callbackOf(args);
        const callback = args[at];
        const wait =
          typeof callback === 'function' ? beginDescribedWait(describe, this, args, waits) : null;
        if (wait === null) return Reflect.apply(original, this, args);
        args[at] = wrapWaitCallback(wait, callback as Method);
        return callAsPartOfWait(original, this, args);
      },
    PURPOSE,
  );
}

/** A function that returns a promise. */
export function watchPromise(target: object, name: string, describe: Describe): void {
  wrapMethod(
    target,
    name,
    (original) =>
      function waits(this: unknown, ...args: unknown[]): unknown {
        const wait = beginDescribedWait(describe, this, args, waits);
        if (wait === null) return Reflect.apply(original, this, args);
        return endWaitWithPromise(wait, callAndContinueInWait(wait, original, this, args));
      },
    PURPOSE,
  );
}

/** Watches a function that takes a callback or returns a promise, depending on its arguments. */
export function watchCallbackOrPromise(target: object, name: string, describe: Describe): void {
  wrapMethod(
    target,
    name,
    (original) =>
      function waits(this: unknown, ...args: unknown[]): unknown {
        const wait = beginDescribedWait(describe, this, args, waits);
        if (wait === null) return Reflect.apply(original, this, args);
        const at = callbackOf(args);
        if (at === -1)
          return endWaitWithPromise(wait, callAndContinueInWait(wait, original, this, args));
        args[at] = wrapWaitCallback(wait, args[at] as Method);
        return callAndContinueInWait(wait, original, this, args);
      },
    PURPOSE,
  );
}

/** Carries the caller's context through a function that does not wait but schedules waits. */
export function carryContext(target: object, name: string): void {
  wrapMethod(
    target,
    name,
    (original) =>
      function waits(this: unknown, ...args: unknown[]): unknown {
        if (!isWaitRecorded()) return Reflect.apply(original, this, args);
        return runInContext(contextOfCaller(waits), () => Reflect.apply(original, this, args));
      },
    PURPOSE,
  );
}

/** Returns the index of the last argument if it is a function; −1 otherwise. */
function callbackOf(args: readonly unknown[]): number {
  return typeof args.at(-1) === 'function' ? args.length - 1 : -1;
}
