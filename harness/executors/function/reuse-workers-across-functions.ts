import type { Host } from '../../host.ts';
import type { SharedProcesses, Unit, UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import {
  type FunctionUnit,
  type FunctionWorker,
  openFunctionUnit,
  startFunctionWorker,
  TEARDOWN_LIMIT_MS,
} from './function-worker-process.ts';
import { locateFunction } from './locate-measured-function.ts';
import { pinWorker, type WorkerPinning } from './pin-function-worker-to-core.ts';

interface SharedWorker {
  readonly worker: FunctionWorker;
  readonly pinning: WorkerPinning;
  subjects: number;
  /** Highest memory peak reported so far; null before anything is measured. */
  peakBytes: number | null;
}

/** Growth of peak memory from which a function slows the collections of later ones, bytes. */
const MUCH_MEMORY = 256 * 1024 ** 2;

/** Opens functions one after the other in a process per side, and per flags, variables, Node.js. */
export function shareFunctionWorkers(host: Host): SharedProcesses<FunctionScenario> {
  const workers = new Map<string, SharedWorker>();
  return {
    open: async (context) => {
      const { scenario, trial, signal } = context;
      const { cwd, env, nodeArgs, nodePath } = scenario;
      const key = JSON.stringify([trial.side, nodePath, cwd, nodeArgs, Object.entries(env).sort()]);
      const shared = workers.get(key) ?? startShared(host, context);
      workers.set(key, shared);
      shared.subjects += 1;
      const unit = await openFunctionUnit(shared.worker, locateFunction(scenario), context, {
        subject: shared.subjects,
        pinning: shared.pinning,
        isAlone: false,
        // The behaviour of a function is determined in the first pair.
        isWatched: trial.warmup,
      });
      return createUnit(shared, unit, signal);
    },
    close: async () => {
      await Promise.all([...workers.values()].map(({ worker }) => worker.process.stop(0)));
      workers.clear();
    },
  };
}

function startShared(host: Host, context: UnitContext<FunctionScenario>): SharedWorker {
  const worker = startFunctionWorker(host, context);
  return {
    worker,
    pinning: pinWorker(host, worker.process, context),
    subjects: 0,
    peakBytes: null,
  };
}

function createUnit(shared: SharedWorker, unit: FunctionUnit, signal: AbortSignal): Unit {
  const { isBusy, process } = shared.worker;
  return {
    measure: async (request) => {
      const block = await unit.measure(request);
      const { memory_peak: peak = 0 } = block.measurements;
      const isMuch = peak - (shared.peakBytes ?? 0) > MUCH_MEMORY;
      shared.peakBytes = peak;
      return withoutPeak(block, isMuch);
    },
    readFinalValues: unit.readFinalValues,
    finish: () => unit.finish(signal),
    close: async () => {
      const limit = AbortSignal.timeout(TEARDOWN_LIMIT_MS);
      // A function that still runs can only be ended with its process.
      if (isBusy()) await process.stop(0);
      else await unit.finish(limit).catch(() => process.stop(0));
    },
  };
}

/** Removes the memory peak, since the peak of a process covers all functions in it. */
function withoutPeak(block: Block, isMuch: boolean): Block {
  const { memory_peak: _, ...measurements } = block.measurements;
  const unavailable = {
    ...block.unavailable,
    memory_peak: 'the functions of the suite share one process',
  };
  const notes = { ...block.notes, ...(isMuch && { much_memory: true }) };
  return { ...block, measurements, unavailable, notes };
}
