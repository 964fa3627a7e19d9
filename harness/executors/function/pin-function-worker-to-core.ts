import { pinToCores, readAllowedCores, readThreadCores } from '../../host/cpu-affinity.ts';
import { currentPlatform } from '../../host/platform/current-platform.ts';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { Block } from '../../model/trial.ts';

type Notes = NonNullable<Block['notes']>;

/** Pinning of the main thread of a worker to the same core as the other worker of the pair. */
export interface WorkerPinning {
  /** Pins a warm worker; threads that exist already, as of a pool, are not pinned. Never throws. */
  readonly begin: () => Promise<void>;
  /** Returns the block notes on pinning since the last call. */
  readonly notes: () => Notes;
}

interface StartedCounts {
  readonly threads: number;
  readonly processes: number;
  readonly endedMs: number;
}

/** Creates the pinning of a worker; does nothing if the unit has no core. */
export function pinWorker(
  { processes }: Pick<Host, 'processes'>,
  { pid: workerPid, members }: Pick<RunningProcess, 'pid' | 'members'>,
  { core, trial }: Pick<UnitContext, 'core' | 'trial'>,
): WorkerPinning {
  if (core === undefined || workerPid === undefined)
    return { begin: async () => {}, notes: () => ({}) };
  let hasBegun = false;
  let isPinned = false;
  let before: StartedCounts = { threads: 0, processes: 0, endedMs: 0 };

  const countStarted = (): StartedCounts => ({
    // Threads that existed before pinning may run on any core.
    threads: readThreadCores(workerPid).filter((cores) => cores.join() === String(core)).length,
    processes: members().length,
    endedMs: currentPlatform().processes.accounts([workerPid])[0]?.endedChildrenCpuMs ?? 0,
  });
  return {
    begin: async () => {
      if (hasBegun) return;
      hasBegun = true;
      const isDone = await pinToCores(processes, [workerPid], [core], 'main');
      isPinned = isDone && readAllowedCores(workerPid)?.join() === String(core);
      if (isPinned && trial.warmup) before = countStarted();
    },
    notes: (): Notes => {
      if (!isPinned) return {};
      const note = { held_to_core: core };
      // Only the first pair is inspected, since the inspection takes longer than a short block.
      if (!trial.warmup) return note;
      const now = countStarted();
      const isMore =
        now.threads > before.threads ||
        now.processes > before.processes ||
        now.endedMs > before.endedMs;
      before = now;
      return isMore ? { ...note, starts_more: true } : note;
    },
  };
}
