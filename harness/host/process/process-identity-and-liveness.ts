import { currentPlatform } from '../platform/current-platform.ts';

/** Identity of a process that may have ended and whose number may have been reused. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the kernel reports it, in its own ticks; null where unknown. */
  readonly startedTicks: string | null;
}

/** Identifies a process so that it can be distinguished from a later process of the same number. */
export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, startedTicks: currentPlatform().processes.state(pid)?.startedTicks ?? null };
}

/** True if that very process runs, by start time if known; false if ended and not yet reaped. */
export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = currentPlatform().processes.state(identity.pid);
  if (state?.hasEnded) return false;
  const startedTicks = state?.startedTicks ?? null;
  return identity.startedTicks === null || startedTicks === identity.startedTicks;
}
