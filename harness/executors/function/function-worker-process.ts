import { setTimeout as sleep } from 'node:timers/promises';
import { preloadFlag } from '../../host/process/preload-into-node.ts';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { ProcessSpec } from '../../host/process/start-guarded-process.ts';
import type { Host } from '../../host.ts';
import type { Unit, UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import { createSeedFlags } from '../node/node-command-flags.ts';
import type { FunctionWorkerFunctions } from './function-worker.ts';
import type { FunctionLocation } from './locate-measured-function.ts';
import type { DurationCount } from './measured-function-with-side-effect-watch.ts';
import { pinWorker, type WorkerPinning } from './pin-function-worker-to-core.ts';
import {
  type FailureWording,
  openWorkerChannel,
  type WorkerChannel,
} from './worker-call-channel.ts';

/** Also for the warm-up, which is part of the measurement to users. */
const MEASURING: FailureWording = {
  doing: 'during measurement',
  waiting: 'the function was still being measured',
};
const WORDINGS: Readonly<Record<keyof FunctionWorkerFunctions, FailureWording>> = {
  open: {
    doing: 'while loading the scenario file or setting up the scenario',
    waiting: 'the scenario file or its `setup` had not finished',
  },
  warm: MEASURING,
  measure: MEASURING,
  read: {
    doing: "while reading the function's allocations",
    waiting: 'the function was still being called',
  },
  finish: { doing: 'in `teardown`', waiting: '`teardown` had not finished' },
};

export interface FunctionWorker extends WorkerChannel<FunctionWorkerFunctions> {
  readonly process: RunningProcess;
}

/** Starts a fresh Node.js with the flags and variables of a scenario, and the seeds of a trial. */
export function startFunctionWorker(
  host: Host,
  { scenario, trial }: Pick<UnitContext<FunctionScenario>, 'scenario' | 'trial'>,
): FunctionWorker {
  const worker = startNodeWorker(
    host,
    scenario,
    [...createSeedFlags(trial.seed), ...scenario.nodeArgs],
    childModule(import.meta.url, './function-worker'),
  );
  return { process: worker, ...openWorkerChannel<FunctionWorkerFunctions>(worker, WORDINGS) };
}

/** Starts a module in the Node.js of a scenario, with the loader, also for threads and children. */
export function startNodeWorker(
  { processes }: Pick<Host, 'processes'>,
  { nodePath, cwd, env }: Pick<FunctionScenario, 'nodePath' | 'cwd'> & Pick<ProcessSpec, 'env'>,
  flags: readonly string[],
  module: string,
): RunningProcess {
  const register = preloadFlag(import.meta.url, '../../loader/register');
  const args = [...flags, register, module];
  return processes.start({ file: nodePath ?? process.execPath, args, cwd, env, channel: true });
}

/** Time for reading allocation, as a share of the measuring time. */
const ALLOCATION_SHARE = 0.1;

export interface FunctionUnit {
  readonly measure: Unit['measure'];
  readonly readFinalValues: NonNullable<Unit['readFinalValues']>;
  /** Runs `teardown` once. @param limit - Aborts when its time is up. */
  readonly finish: (limit: AbortSignal) => Promise<void>;
}

export async function openFunctionUnit(
  { call }: FunctionWorker,
  body: FunctionLocation,
  { scenario: { params, warmupMs, measureMs }, signal }: UnitContext<FunctionScenario>,
  {
    pinning,
    ...place
  }: {
    readonly subject: number;
    readonly isAlone: boolean;
    readonly isWatched: boolean;
    readonly pinning: WorkerPinning;
  },
): Promise<FunctionUnit> {
  const { subject } = place;
  await call('open', { ...place, body, params }, signal);
  let isWarm = false;
  let isFinished = false;
  return {
    measure: async ({ durationMs }) => {
      if (!isWarm) {
        isWarm = true;
        await call('warm', { subject, warmupMs }, signal);
        await pinning.begin();
      }
      const isAlternating = durationMs !== null;
      return call(
        'measure',
        { subject, measureMs: durationMs ?? measureMs, isAlternating },
        signal,
      );
    },
    readFinalValues: async () => {
      const allocationMs = measureMs * ALLOCATION_SHARE;
      const { allocated, notes, times } = await call('read', { subject, allocationMs }, signal);
      return {
        measurements: { allocated },
        notes: { ...notes, ...pinning.notes() },
        histogram: await encodeTimes(times),
      };
    },
    finish: async (limit) => {
      if (isFinished) return;
      isFinished = true;
      await call('finish', { subject }, limit);
    },
  };
}

/** Significant digits of the histogram. */
const SIGNIFICANT_DIGITS = 3;

async function encodeTimes(times: readonly DurationCount[]): Promise<string> {
  // Imported when needed, since loading it takes a tenth of a second.
  const { build, encodeIntoCompressedBase64 } = await import('hdr-histogram-js');
  const histogram = build({
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    bitBucketSize: 64,
  });
  for (const [picoseconds, count] of times) histogram.recordValueWithCount(picoseconds, count);
  return encodeIntoCompressedBase64(histogram);
}

/** Time limit of a `teardown` that was not requested before closing, milliseconds. */
export const TEARDOWN_LIMIT_MS = 1_000;

/** Starts a fresh Node.js that loads and sets up a function. A failure leaves nothing running. */
export async function openFunctionInFreshWorker(
  host: Host,
  context: UnitContext<FunctionScenario>,
  body: FunctionLocation,
): Promise<Unit> {
  const { signal } = context;
  const worker = startFunctionWorker(host, context);
  const { process, isBusy } = worker;
  let unit: FunctionUnit;
  try {
    unit = await openFunctionUnit(worker, body, context, {
      subject: 0,
      isAlone: true,
      isWatched: false,
      pinning: pinWorker(host, process, context),
    });
  } catch (error) {
    await process.stop(0);
    throw error;
  }
  const finish = async (limit: AbortSignal): Promise<void> => {
    await unit.finish(limit);
    // Waits for the process to exit by itself, which is faster than stopping it.
    await Promise.race([process.exited, sleep(TEARDOWN_LIMIT_MS, undefined, { ref: false })]);
  };
  return {
    measure: unit.measure,
    readFinalValues: unit.readFinalValues,
    finish: () => finish(signal),
    close: async () => {
      // Also a unit that failed or was aborted runs its `teardown`, unless the function still runs.
      const limit = AbortSignal.timeout(TEARDOWN_LIMIT_MS);
      if (!isBusy()) await finish(limit).catch(() => undefined);
      await process.stop(0);
    },
  };
}
