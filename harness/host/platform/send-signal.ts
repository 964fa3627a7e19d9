import type { SignalName } from './platform.ts';

/** Signals a process, or a group by a negative number; ignores those that have ended. */
export function sendSignal(pid: number, signal: SignalName): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process has ended, or never was a group leader: there is nothing to signal.
  }
}

/** True if the process, or by a negative number the group, exists and this user may signal it. */
export function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
