import { setTimeout as sleep } from 'node:timers/promises';
import { acquireMeasurementLock } from '../host/lock/acquire-measurement-lock.ts';
import {
  LOCK_VARIABLE,
  type LockAddress,
  measurementLockAddress,
} from '../host/lock/measurement-lock-address.ts';
import {
  type LockHolderIdentity,
  waitForLockHolder,
} from '../host/lock/measurement-lock-messages.ts';
import type { Host } from '../host.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { createRandom, type Random } from '../stats/seeded-random.ts';

/** Lock for measuring a unit or a pair: only one measurement runs on a machine at a time. */
export interface MeasurementLock {
  /** Runs an action under the lock; rejects if aborted while waiting. Nested calls deadlock. */
  readonly hold: <T>(label: string, action: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Total wait for other processes so far, milliseconds, including a wait in progress. */
  readonly waitedMs: () => number;
}

/** Returns the monotonic time without waits for the lock, ms, by which time limits are measured. */
export function elapsedWithoutWaitsMs(
  { clock }: Pick<Host, 'clock'>,
  lock: Pick<MeasurementLock, 'waitedMs'>,
): number {
  return clock.monotonicMs() - lock.waitedMs();
}

export interface MeasurementLockOptions {
  /** Description of this process for others that wait: `perf-harness run`. */
  readonly label: string;
  /** Called with a description of the holder, once for each measurement of each holder. */
  readonly onWaiting: (holder: string) => void;
}

/** Environment variable that marks child processes of a measurement as part of it. */
export const TOKEN_VARIABLE = 'PERF_HARNESS_LOCK_TOKEN';

/** Time after which a holder that does not respond, normally within ms, is reported as unknown. */
const UNKNOWN_HOLDER_AFTER_MS = 3_000;
/** Interval between the retries of waiting processes, which retry in order of arrival. */
const RETRY_INTERVAL_MS = 4;
/** Maximum delay of a retry: an idle machine is worse than a wrong order. */
const MAX_RETRY_DELAY_MS = 40;
/** Time for which a process that has just measured lets waiting processes go first. */
const YIELD_MS = 20;
/** Number of unanswered attempts in quick succession, before pauses double. */
const QUICK_RETRIES = 8;
/** Maximum pause between attempts while the process at the address does not respond. */
const MAX_SILENT_PAUSE_MS = 100;

interface AcquiredLock {
  readonly token: string;
  /** Releases the lock; returns true if another process is waiting. */
  readonly release: () => boolean;
}

/** Creates the lock of this machine; see docs/measurement-lock.md. */
export function createMeasurementLock(
  host: Host,
  options: MeasurementLockOptions,
): MeasurementLock {
  const address = measurementLockAddress(host.platform.lock, host.env[LOCK_VARIABLE]);
  if (address === null) return { hold: (_label, action) => action(), waitedMs: () => 0 };
  const announced = new Set<string>();
  // Seeded by the pid, so that two processes draw different pauses.
  const random = createRandom(host.system.pid);
  let notBeforeMs = 0;
  let [waiting, sinceMs, endedMs] = [0, 0, 0];
  const waitedMs = (): number => endedMs + (waiting === 0 ? 0 : host.clock.monotonicMs() - sinceMs);
  /** Adds a wait to the total; concurrent waits count once. */
  const countWait = async <T>(wait: () => Promise<T>): Promise<T> => {
    if (waiting === 0) sinceMs = host.clock.monotonicMs();
    waiting += 1;
    try {
      return await wait();
    } finally {
      if (waiting === 1) endedMs = waitedMs();
      waiting -= 1;
    }
  };

  const announce = (key: string, text: string): void => {
    if (announced.has(key)) return;
    announced.add(key);
    options.onWaiting(text);
  };

  return {
    waitedMs,
    hold: async (label, action, signal = new AbortController().signal) => {
      const acquired = await countWait(async () => {
        const yieldMs = notBeforeMs - host.clock.monotonicMs();
        if (yieldMs > 0) await sleep(yieldMs, undefined, { signal });
        return waitAndAcquire(host, address, {
          ...options,
          measurement: label,
          announce,
          random,
          signal,
        });
      });
      host.processes.setInherited(TOKEN_VARIABLE, acquired.token);
      try {
        return await action();
      } finally {
        host.processes.setInherited(TOKEN_VARIABLE, undefined);
        if (acquired.release()) notBeforeMs = host.clock.monotonicMs() + YIELD_MS;
      }
    },
  };
}

interface LockRequest extends MeasurementLockOptions {
  /** Description of the measurement. */
  readonly measurement: string;
  readonly announce: (key: string, text: string) => void;
  readonly random: Random;
  readonly signal: AbortSignal;
}

async function waitAndAcquire(
  host: Host,
  address: LockAddress,
  request: LockRequest,
): Promise<AcquiredLock> {
  const first = await tryToAcquire(host, address, request);
  if (first !== null) return first;
  const silenceTimer = setTimeout(
    () => request.announce('unknown', UNKNOWN_HOLDER),
    UNKNOWN_HOLDER_AFTER_MS,
  );
  try {
    return await keepTrying(host, address, request, () => clearTimeout(silenceTimer));
  } finally {
    clearTimeout(silenceTimer);
  }
}

async function keepTrying(
  host: Host,
  address: LockAddress,
  request: LockRequest,
  onResponse: () => void,
): Promise<AcquiredLock> {
  const hello = {
    type: 'hello',
    token: host.env[TOKEN_VARIABLE] ?? null,
    pid: host.system.pid,
    label: lockLabel(request),
  } as const;
  const onHolder = (holder: LockHolderIdentity): void => {
    onResponse();
    // A wait for another measurement of this process is not reported.
    if (holder.pid === host.system.pid && holder.label.startsWith(request.label)) return;
    request.announce(`${holder.pid} ${holder.label}`, describeHolder(holder));
  };
  for (let silences = 0; ; ) {
    request.signal.throwIfAborted();
    const outcome = await waitForLockHolder(address, hello, { signal: request.signal, onHolder });
    request.signal.throwIfAborted();
    if (outcome.type === 'granted') {
      // Other processes of the same command queue at the holder, so none of them has to yield.
      return {
        token: outcome.token,
        release: () => {
          outcome.release();
          return false;
        },
      };
    }
    silences = outcome.ahead === null ? silences + 1 : 0;
    const pauseMs = retryDelayMs(outcome.ahead, silences) + request.random.next();
    await sleep(pauseMs, undefined, { signal: request.signal });
    const acquired = await tryToAcquire(host, address, request);
    if (acquired !== null) return acquired;
  }
}

/**
 * Returns the delay before the next attempt. A connection closed without a response usually means
 * that the holder has just released the lock; if that persists, it is some other program.
 */
function retryDelayMs(ahead: number | null, silences: number): number {
  if (ahead !== null) return Math.min(MAX_RETRY_DELAY_MS, ahead * RETRY_INTERVAL_MS);
  return Math.min(MAX_SILENT_PAUSE_MS, 2 ** Math.max(0, silences - QUICK_RETRIES));
}

async function tryToAcquire(
  host: Host,
  address: LockAddress,
  request: LockRequest,
): Promise<AcquiredLock | null> {
  const { now } = host.clock;
  const identity = { pid: host.system.pid, label: lockLabel(request), since: now().toISOString() };
  try {
    return await acquireMeasurementLock(address, identity, now);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError({
      code: 'lock-unavailable',
      message: `The lock that prevents simultaneous measurements is unavailable: this system does not allow local sockets (${code}).`,
      remedy: `Allow local sockets, or set ${LOCK_VARIABLE}=off to measure without the lock.`,
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

const UNKNOWN_HOLDER = `an unknown process that holds the measurement lock and does not respond; kill it if it is stuck, or set ${LOCK_VARIABLE} to a different lock name`;

function lockLabel({ label, measurement }: LockRequest): string {
  return measurement === '' ? label : `${label}, "${measurement}"`;
}

function describeHolder({ pid, label, since }: LockHolderIdentity): string {
  const started = new Date(since);
  const clock = Number.isNaN(started.getTime())
    ? ''
    : ` since ${started.toLocaleTimeString('en-GB')}`;
  return `process ${pid} (${label}), measuring${clock}`;
}
