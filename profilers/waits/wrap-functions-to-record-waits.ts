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

export interface WatchedCall {
  readonly self: unknown;
  /** Arguments, which may be replaced before the call goes on. */
  readonly args: unknown[];
  /** Calls the function as it was. */
  readonly proceed: () => unknown;
  /** Function whose callers are the stack of the call. */
  readonly below: Method;
}

export function watchCalls(
  target: object,
  name: string,
  handle: (call: WatchedCall) => unknown,
): void {
  const wrap = (original: Method): Method =>
    function waits(this: unknown, ...args: unknown[]): unknown {
      const proceed = (): unknown => Reflect.apply(original, this, args);
      return handle({ self: this, args, proceed, below: waits });
    };
  wrapMethod(target, name, wrap, 'wait');
}

/** Replaces a function whose calls are described waits; others go on unchanged. */
export function watchDescribedCalls(
  target: object,
  name: string,
  describe: Describe,
  handle: (wait: OngoingWait, call: WatchedCall) => unknown,
): void {
  watchCalls(target, name, (call) => {
    const wait = beginDescribedWait(describe, call);
    return wait === null ? call.proceed() : handle(wait, call);
  });
}

/** Begins a described wait if recorded; ignores description errors of other library versions. */
export function beginDescribedWait(
  describe: Describe,
  { self, args, below }: WatchedCall,
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
  watchCalls(target, name, (call) => {
    const wait = hasCallback(call) ? beginDescribedWait(describe, call) : null;
    if (wait === null) return call.proceed();
    wrapCallback(wait, call);
    return callAsPartOfWait(call.proceed);
  });
}

export function watchPromise(target: object, name: string, describe: Describe): void {
  watchDescribedCalls(target, name, describe, (wait, { proceed }) =>
    endWaitWithPromise(wait, callAndContinueInWait(wait, proceed)),
  );
}

export function watchCallbackOrPromise(target: object, name: string, describe: Describe): void {
  watchDescribedCalls(target, name, describe, (wait, call) => {
    const isPromised = !hasCallback(call);
    if (!isPromised) wrapCallback(wait, call);
    const result = callAndContinueInWait(wait, call.proceed);
    return isPromised ? endWaitWithPromise(wait, result) : result;
  });
}

/** Carries the caller's context through a function that does not wait but schedules waits. */
export function carryContext(target: object, name: string): void {
  watchCalls(target, name, ({ proceed, below }) =>
    isWaitRecorded() ? runInContext(contextOfCaller(below), proceed) : proceed(),
  );
}

function hasCallback({ args }: WatchedCall): boolean {
  return typeof args.at(-1) === 'function';
}

function wrapCallback(wait: OngoingWait, { args }: WatchedCall): void {
  args.push(wrapWaitCallback(wait, args.pop() as Method));
}
