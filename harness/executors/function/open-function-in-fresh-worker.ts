import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../host.ts';
import type { Unit, UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import {
  type FunctionUnit,
  openFunctionUnit,
  startFunctionWorker,
} from './function-worker-process.ts';
import type { FunctionLocation } from './locate-measured-function.ts';
import { pinWorker } from './pin-function-worker-to-core.ts';

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
