import { coresOf, coresOfThreads, holdToCores } from '../../host/cores.ts';
import { thisPlatform } from '../../host/platform/this-platform.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { Block } from '../../model/trial.ts';
import type { Worker } from './start-worker.ts';

type Notes = NonNullable<Block['notes']>;

/** Holds the main thread of a worker to the core that the other worker of its pair is held to. */
export interface WorkerHold {
  /**
   * To be called once a function is warm: what it has prepared until
   * then, such as a thread pool, is not held. Never throws.
   */
  readonly begin: () => Promise<void>;
  /** What there is to be noted of it since it was asked last. */
  readonly notes: () => Notes;
}

/** What a worker has started, and is held with it. */
interface Started {
  readonly threads: number;
  readonly processes: number;
  /** CPU time of children that have ended, milliseconds. */
  readonly endedMs: number;
}

/** Holds nothing where the unit has no core to be held to. */
export function holdWorker(
  { processes }: Pick<Host, 'processes'>,
  { process: { pid: own, members } }: Worker,
  { core, trial }: Pick<UnitContext, 'core' | 'trial'>,
): WorkerHold {
  if (core === undefined || own === undefined) return { begin: async () => {}, notes: () => ({}) };
  let isAsked = false;
  let isHeld = false;
  let before: Started = { threads: 0, processes: 0, endedMs: 0 };

  const started = (): Started => ({
    // Those that were there before it was held may run anywhere.
    threads: coresOfThreads(own).filter((cores) => cores.join() === String(core)).length,
    processes: members().length,
    endedMs: thisPlatform().processes.accounts([own])[0]?.endedChildrenCpuMs ?? 0,
  });
  return {
    begin: async () => {
      if (isAsked) return;
      isAsked = true;
      const isDone = await holdToCores(processes, [own], [core], 'main');
      isHeld = isDone && coresOf(own)?.join() === String(core);
      if (isHeld && trial.warmup) before = started();
    },
    notes: (): Notes => {
      if (!isHeld) return {};
      const note = { held_to_core: core };
      // What a function does is found out in the first pair; to look takes longer than a short block.
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
