import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Code that is running: a call into a watched module, or a function of its caller that it calls
 * back.
 */
export interface Frame {
  /** The module, as an identity. */
  readonly module: object;
  /** The call; null: one that is only counted, or a callback. */
  readonly call: object | null;
  readonly parent: Frame | undefined;
}

const frames = new AsyncLocalStorage<Frame>();

/** The innermost frame; undefined: nobody that is watched. */
export function currentFrame(): Frame | undefined {
  return frames.getStore();
}

/** True if a module is running, or code that it has called. */
export function isAtWork(module: object): boolean {
  for (let frame = frames.getStore(); frame !== undefined; frame = frame.parent) {
    if (frame.module === module) return true;
  }
  return false;
}

/** Runs something as a part of a call, awaited or not. */
export function runIn<Result>(frame: Omit<Frame, 'parent'>, work: () => Result): Result {
  return frames.run({ ...frame, parent: frames.getStore() }, work);
}
