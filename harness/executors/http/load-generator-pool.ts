import type { Host } from '../../host.ts';
import type { LoadModel } from '../../model/scenario/scenario.ts';
import { type LoadGeneratorProcess, startLoadGeneratorProcess } from './load-generator-process.ts';

/** Kind of a generator: its load model, and whether it has a core of its own. */
export interface LoadGeneratorKind {
  readonly model: LoadModel['type'];
  readonly isApart: boolean;
}

/**
 * Pool of load processes that outlive units: starting a process takes as long as a short load, and
 * those of a pair start on the same cores.
 */
export interface LoadGeneratorPool {
  /** Returns an idle process, or a new process, which may not be ready yet. */
  readonly take: (kind: LoadGeneratorKind) => LoadGeneratorProcess;
  /** Ends a process's connections, and returns it to the pool if it is healthy. Never throws. */
  readonly giveBack: (kind: LoadGeneratorKind, generator: LoadGeneratorProcess) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export function createLoadGeneratorPool(host: Host): LoadGeneratorPool {
  const waiting = new Map<string, LoadGeneratorProcess[]>();
  let isDisposed = false;
  const waitingOf = ({ model, isApart }: LoadGeneratorKind): LoadGeneratorProcess[] => {
    const key = `${model} ${isApart}`;
    const known = waiting.get(key) ?? [];
    waiting.set(key, known);
    return known;
  };
  return {
    take: (kind) => {
      const known = waitingOf(kind);
      let generator = known.pop();
      while (generator?.isGone()) generator = known.pop();
      return generator ?? startLoadGeneratorProcess(host, kind.model);
    },
    giveBack: async (kind, generator) => {
      if (!isDisposed && (await generator.forget())) waitingOf(kind).push(generator);
      else await generator.stop();
    },
    dispose: async () => {
      isDisposed = true;
      const all = [...waiting.values()].flat();
      waiting.clear();
      await Promise.all(all.map((generator) => generator.stop()));
    },
  };
}
