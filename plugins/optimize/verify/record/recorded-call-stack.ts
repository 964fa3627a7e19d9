import { AsyncLocalStorage } from 'node:async_hooks';

/** Running code: a call into a watched module, or a function of its caller it calls back. */
export interface CallFrame {
  /** The module, as an identity. */
  readonly module: object;
  /** The call; null for a call that is only counted, or for a callback. */
  readonly call: object | null;
  readonly parent: CallFrame | undefined;
}

const frames = new AsyncLocalStorage<CallFrame>();

/** Returns the innermost frame; undefined outside of watched modules. */
export function currentFrame(): CallFrame | undefined {
  return frames.getStore();
}

/** True if a module is running, or code that it has called. */
export function isModuleRunning(module: object): boolean {
  for (let frame = frames.getStore(); frame !== undefined; frame = frame.parent) {
    if (frame.module === module) return true;
  }
  return false;
}

/** Runs a function, including its asynchronous continuations, within a call frame. */
export function runInFrame<Result>(frame: Omit<CallFrame, 'parent'>, work: () => Result): Result {
  return frames.run({ ...frame, parent: frames.getStore() }, work);
}
