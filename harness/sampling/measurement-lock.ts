import { setTimeout as sleep } from 'node:timers/promises';
import { acquireMeasurementLock } from '../host/lock/acquire-measurement-lock.ts';
import {
  LOCK_VARIABLE,
  type LockAddress,
  measurementLockAddress,
} from '../host/lock/measurement-lock-address.ts';
import type { LockHolderIdentity } from '../host/lock/measurement-lock-messages.ts';
import { waitForLockHolder } from '../host/lock/wait-for-lock-holder.ts';
import type { Host } from '../host.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { createRandom, type Random } from '../stats/seeded-random.ts';

/** Lock acquired to measure a unit: only one measurement runs on a machine at a time. */
export interface MeasurementLock {
  /** Locks for the action; if aborted, rejects without it. Not reentrant: nesting deadlocks. */
  readonly hold: <T>(label: string, action: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  /** Total wait for other processes so far, milliseconds, including a wait in progress. */
  readonly waitedMs: () => number;
}

/** Monotonic ms without waits for other measurements, for limits fair to two commands. */
export function elapsedWithoutWaitsMs(
  { clock }: Pick<Host, 'clock'>,
  lock: Pick<MeasurementLock, 'waitedMs'>,
): number {
  return clock.monotonicMs() - lock.waitedMs();
}

export interface MeasurementLockOptions {
  /** Description of this process for waiting processes: `perf-harness run`. */
  readonly label: string;
  /** Called with the holder of the lock, once for each holder and each thing that it measures. */
  readonly onWaiting: (holder: string) => void;
}

/** Environment variable that marks child processes of a measurement as part of it. */
export const TOKEN_VARIABLE = 'PERF_HARNESS_LOCK_TOKEN';

/** A holder responds within milliseconds; after this time it is reported as unknown. */
const SILENCE_MS = 3_000;
/** Waiting processes retry in order of arrival, with this interval between them. */
const TURN_MS = 4;
/** Longest delay before a retry: an idle machine is worse than a wrong order. */
const LONGEST_TURN_MS = 40;
/** Time for which a process that has just measured lets waiting processes go first. */
const STEP_BACK_MS = 20;
/** Number of unanswered attempts in quick succession; after that the pauses double. */
const PATIENT_SILENCES = 8;
/** Longest pause between attempts while the process at the address does not respond. */
const SILENT_PAUSE_MS = 100;

interface Held {
  readonly token: string;
  /** Releases the lock; returns true if another process is waiting. */
  readonly release: () => boolean;
}

/** The lock of this machine; see docs/measurement-lock.md. */
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
  /** Waits at the same time count once. */
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
      const held = await countWait(async () => {
        const stepBackMs = notBeforeMs - host.clock.monotonicMs();
        if (stepBackMs > 0) await sleep(stepBackMs, undefined, { signal });
        return acquire(host, address, { ...options, what: label, announce, random, signal });
      });
      host.processes.setInherited(TOKEN_VARIABLE, held.token);
      try {
        return await action();
      } finally {
        host.processes.setInherited(TOKEN_VARIABLE, undefined);
        if (held.release()) notBeforeMs = host.clock.monotonicMs() + STEP_BACK_MS;
      }
    },
  };
}

interface Acquiring extends MeasurementLockOptions {
  /** Description of the measurement. */
  readonly what: string;
  readonly announce: (key: string, text: string) => void;
  readonly random: Random;
  readonly signal: AbortSignal;
}

async function acquire(host: Host, address: LockAddress, parts: Acquiring): Promise<Held> {
  const first = await tryToTake(host, address, parts);
  if (first !== null) return first;
  const silenceTimer = setTimeout(() => parts.announce('unknown', UNKNOWN_HOLDER), SILENCE_MS);
  try {
    return await keepTrying(host, address, parts, () => clearTimeout(silenceTimer));
  } finally {
    clearTimeout(silenceTimer);
  }
}

async function keepTrying(
  host: Host,
  address: LockAddress,
  parts: Acquiring,
  onWord: () => void,
): Promise<Held> {
  const hello = {
    type: 'hello',
    token: host.env[TOKEN_VARIABLE] ?? null,
    pid: host.system.pid,
    label: labelOf(parts),
  } as const;
  const onHeld = (holder: LockHolderIdentity): void => {
    onWord();
    // The holder is this process itself, which only checks the machine.
    if (holder.pid === host.system.pid && holder.label.startsWith(parts.label)) return;
    parts.announce(`${holder.pid} ${holder.label}`, describe(holder));
  };
  for (let silences = 0; ; ) {
    parts.signal.throwIfAborted();
    const outcome = await waitForLockHolder(address, hello, { signal: parts.signal, onHeld });
    parts.signal.throwIfAborted();
    if (outcome.type === 'granted') {
      // Other processes of the same command queue at the holder itself, so nobody has to yield.
      return {
        token: outcome.token,
        release: () => {
          outcome.release();
          return false;
        },
      };
    }
    silences = outcome.ahead === null ? silences + 1 : 0;
    const pauseMs = pauseBeforeTrying(outcome.ahead, silences) + parts.random.next();
    await sleep(pauseMs, undefined, { signal: parts.signal });
    const taken = await tryToTake(host, address, parts);
    if (taken !== null) return taken;
  }
}

/**
 * A closed connection without a response usually means that a holder just released the lock; if it
 * persists, it is not a holder.
 */
function pauseBeforeTrying(ahead: number | null, silences: number): number {
  if (ahead !== null) return Math.min(LONGEST_TURN_MS, ahead * TURN_MS);
  return Math.min(SILENT_PAUSE_MS, 2 ** Math.max(0, silences - PATIENT_SILENCES));
}

async function tryToTake(host: Host, address: LockAddress, parts: Acquiring): Promise<Held | null> {
  const { now } = host.clock;
  const identity = { pid: host.system.pid, label: labelOf(parts), since: now().toISOString() };
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

function labelOf({ label, what }: Acquiring): string {
  return what === '' ? label : `${label}, "${what}"`;
}

function describe({ pid, label, since }: LockHolderIdentity): string {
  const started = new Date(since);
  const clock = Number.isNaN(started.getTime())
    ? ''
    : ` since ${started.toLocaleTimeString('en-GB')}`;
  return `process ${pid} (${label}), measuring${clock}`;
}
