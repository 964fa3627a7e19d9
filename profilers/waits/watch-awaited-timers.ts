/** Runs in the measured process: watches timers that are awaited. */
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { beginWait, currentWaitContext, dropWait, wrapWaitCallback } from './wait-recorder.ts';
import { NO_OPERATION } from './wait-span-store.ts';
import { watchCalls, watchPromise } from './wrap-functions-to-record-waits.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Watches timers that settle a promise; others, for limits, retries, cleanup, delay nobody. */
export function watchAwaitedTimers(): void {
  watchPromise(promises, 'setTimeout', () => TIMER);
  for (const target of [globalThis, timers]) {
    watchCalls(target, 'setTimeout', ({ args, proceed, below }) => {
      const [callback] = args;
      const isAwaited = currentWaitContext().operation !== NO_OPERATION && settles(callback);
      const wait = isAwaited ? beginWait(TIMER.kind, TIMER.detail, null, below) : null;
      if (wait === null) return proceed();
      let timer: unknown;
      const carried = wrapWaitCallback(wait, callback as Method);
      args[0] = (...given: unknown[]): unknown => {
        if ((timer as NodeJS.Timeout | undefined)?.hasRef?.() === false) dropWait(wait);
        return carried(...given);
      };
      timer = proceed();
      return timer;
    });
  }
}

const TIMER = { kind: 'timer', detail: 'setTimeout', target: null } as const;

/** The functions that settle a promise have no name and no source. */
function settles(callback: unknown): boolean {
  if (typeof callback !== 'function') return false;
  if (callback.name !== '' || callback.length !== 1 || 'prototype' in callback) return false;
  return Function.prototype.toString.call(callback) === 'function () { [native code] }';
}
