import type { SignalName } from './platform.ts';

/** Signals a process, or a group by a negative number; ended ones do not matter. */
export function sendSignal(pid: number, signal: SignalName): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, or never a group leader: nothing to end.
  }
}

/** Whether there is such a process, or by a negative number such a group, and this user may signal it. */
export function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
