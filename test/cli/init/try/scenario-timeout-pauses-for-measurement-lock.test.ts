import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MeasurementSession } from '../../../../api/project/lock-and-inspect-machine-for-measurement.ts';
import {
  createPausableTimeout,
  excludeLockWaits,
} from '../../../../cli/init/try/pausable-timeout.ts';
import { createHost } from '../../../../harness/host.ts';

const MINUTE_MS = 60_000;
let nowMs = 0;

function pass(ms: number): void {
  nowMs += ms;
  vi.advanceTimersByTime(ms);
}

beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Returns a session whose waits end on demand. */
function busyMachine() {
  const [lock, state] = [Promise.withResolvers<void>(), Promise.withResolvers<never>()];
  const session: MeasurementSession = {
    lock: {
      waitedMs: () => 0,
      hold: async (_label, action) => {
        await lock.promise;
        return action();
      },
    },
    readMachineState: () => state.promise,
    close: async () => undefined,
  };
  const clock = { ...createHost().clock, monotonicMs: () => nowMs };
  const limit = createPausableTimeout(clock, 20_000);
  return { lock, state, limit, session: excludeLockWaits(session, limit) };
}

describe('the time limit of a try', () => {
  it('pauses while waiting for the measurement lock, and counts the time before and after', async () => {
    const { lock, limit, session } = busyMachine();
    pass(15_000);
    const began = Promise.withResolvers<void>();
    const action = async (): Promise<void> => {
      began.resolve();
      await new Promise(() => undefined);
    };
    void session.lock.hold('work', action);
    pass(MINUTE_MS);
    expect(limit.signal.aborted).toBe(false);
    lock.resolve();
    await began.promise;
    pass(4_999);
    expect(limit.signal.aborted).toBe(false);
    pass(1);
    expect(limit.signal.aborted).toBe(true);
  });

  it('pauses while the machine state is read, and continues when that fails', async () => {
    const { state, limit, session } = busyMachine();
    const read = session.readMachineState(limit.signal);
    pass(MINUTE_MS);
    expect(limit.signal.aborted).toBe(false);
    state.reject(new Error('unreadable'));
    await expect(read).rejects.toThrow('unreadable');
    pass(20_000);
    expect(limit.signal.aborted).toBe(true);
  });
});
