import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallbackCall, FileInput } from '../sessions/recorded-call-session.ts';

/** A recorded call that is under way, or whose callbacks may still be called. */
export interface OpenCall {
  readonly id: number;
  readonly callbacks: CallbackCall[];
  isOver: boolean;
  /** Calls of callbacks since it is over. */
  lateCallbacks: number;
  /** Files that it has read, by their paths. */
  readonly files: Map<string, FileInput>;
}

/** Running code: a call into a watched module, or a function of its caller it calls back. */
export interface CallFrame {
  /** The module, as an identity. */
  readonly module: object;
  /** Null for a call that is only counted, or for a callback. */
  readonly call: OpenCall | null;
  readonly parent: CallFrame | undefined;
}

const frames = new AsyncLocalStorage<CallFrame>();

/** Lists the frames from the innermost on; empty outside of watched modules. */
export function* listFrames(): Generator<CallFrame, void> {
  for (let frame = frames.getStore(); frame !== undefined; frame = frame.parent) yield frame;
}

/** Runs a function, including its asynchronous continuations, within a call frame. */
export function runInFrame<Result>(frame: Omit<CallFrame, 'parent'>, work: () => Result): Result {
  return frames.run({ ...frame, parent: frames.getStore() }, work);
}
