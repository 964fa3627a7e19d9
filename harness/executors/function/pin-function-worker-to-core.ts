import { pinToCores, readAllowedCores, readThreadCores } from '../../host/cpu-affinity.ts';
import { currentPlatform } from '../../host/platform/current-platform.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { Block } from '../../model/trial.ts';
import type { FunctionWorker } from './start-function-worker.ts';

type Notes = NonNullable<Block['notes']>;

/** Pins the main thread of a worker to the core that the other worker of its pair is pinned to. */
export interface WorkerPinning {
  /** Call once a function is warm: earlier threads, as of a pool, are not pinned. Never throws. */
  readonly begin: () => Promise<void>;
  /** Returns the block notes on pinning since the last call. */
  readonly notes: () => Notes;
}

/** Threads and processes that a worker started and that are pinned with it. */
interface Started {
  readonly threads: number;
  readonly processes: number;
  /** CPU time of children that have ended, milliseconds. */
  readonly endedMs: number;
}

/** Pins a worker to its core; does nothing where the unit has no core. */
export function pinWorker(
  { processes }: Pick<Host, 'processes'>,
  { process: { pid: own, members } }: FunctionWorker,
  { core, trial }: Pick<UnitContext, 'core' | 'trial'>,
): WorkerPinning {
  if (core === undefined || own === undefined) return { begin: async () => {}, notes: () => ({}) };
  let isAsked = false;
  let isHeld = false;
  let before: Started = { threads: 0, processes: 0, endedMs: 0 };

  const started = (): Started => ({
    // Threads that existed before pinning may run on any core.
    threads: readThreadCores(own).filter((cores) => cores.join() === String(core)).length,
    processes: members().length,
    endedMs: currentPlatform().processes.accounts([own])[0]?.endedChildrenCpuMs ?? 0,
  });
  return {
    begin: async () => {
      if (isAsked) return;
      isAsked = true;
      const isDone = await pinToCores(processes, [own], [core], 'main');
      isHeld = isDone && readAllowedCores(own)?.join() === String(core);
      if (isHeld && trial.warmup) before = started();
    },
    notes: (): Notes => {
      if (!isHeld) return {};
      const note = { held_to_core: core };
      // Only the first pair is inspected, since the inspection takes longer than a short block.
      if (!trial.warmup) return note;
      const now = started();
      const isMore =
        now.threads > before.threads ||
        now.processes > before.processes ||
        now.endedMs > before.endedMs;
      before = now;
      return isMore ? { ...note, starts_more: true } : note;
    },
  };
}
