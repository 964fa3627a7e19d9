import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { type FunctionLocation, locateFunction } from '../function/locate-measured-function.ts';
import {
  type CountingSwitch,
  type LocalValgrind,
  unavailableBlock,
  unavailableUnit,
} from './locate-valgrind-or-report-unavailable.ts';
import {
  type CountingWorker,
  openInstructionCountingWorker,
} from './open-instruction-counting-worker.ts';
import { planCountedCalls } from './plan-instruction-counted-calls.ts';
import {
  createStableCounter,
  type ScenarioCountingPlan,
} from './repeat-instruction-count-until-stable.ts';
import { findValgrindError } from './valgrind-run-files.ts';

/** Time limit of a `teardown` that was not requested before closing, milliseconds. */
const LATE_TEARDOWN_MS = 5_000;

/** Counts the instructions of calls of a function, each trial in a fresh process under valgrind. */
export function createFunctionInstructionExecutor(
  host: Host,
  here: LocalValgrind,
): Executor<FunctionScenario> {
  const plans = new Map<string, Promise<ScenarioCountingPlan>>();
  return {
    kind: 'function',
    check: here.check,
    open: async (context) => {
      const { scenario } = context;
      if (scenario.body.type === 'vitest') return unavailableUnit(VITEST);
      const body = locateFunction(scenario);
      const { tools, countingSwitch } = await here.require();
      const node = scenario.nodePath ?? process.execPath;
      const known = await planOnce(plans, scenario, () => findPlan(host, context, body, node));
      try {
        const opened = await openInstructionCountingWorker(host, context, body, {
          node,
          valgrind: tools.valgrind,
        });
        return createUnit(host, context, opened, { known, countingSwitch });
      } catch (error) {
        return unavailableUnit(troubleBehind(host, context.folder, error));
      }
    },
  };
}

const VITEST =
  'vitest calls the function itself: write the function as a scenario to count its instructions';

/** Plans in the first unit for all units of both sides: only equal calls give comparable counts. */
function planOnce(
  plans: Map<string, Promise<ScenarioCountingPlan>>,
  { name, instructions }: FunctionScenario,
  find: () => Promise<ScenarioCountingPlan>,
): Promise<ScenarioCountingPlan> {
  const key = JSON.stringify([name, instructions]);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const found = find();
  plans.set(key, found);
  // After a failure the next unit may try again.
  found.catch(() => plans.delete(key));
  return found;
}

async function findPlan(
  host: Host,
  context: UnitContext<FunctionScenario>,
  body: FunctionLocation,
  node: string,
): Promise<ScenarioCountingPlan> {
  const { worker, call } = await openInstructionCountingWorker(host, context, body, {
    node,
    valgrind: null,
  });
  try {
    const calibration = await call('calibrate', undefined, context.signal);
    await call('finish', undefined, context.signal);
    const calls = context.scenario.instructions?.iterations ?? null;
    return { plan: planCountedCalls(calibration), calls };
  } finally {
    await worker.stop(0);
  }
}

function createUnit(
  host: Host,
  { scenario, folder, signal }: UnitContext<FunctionScenario>,
  opened: CountingWorker,
  {
    known,
    countingSwitch,
  }: { readonly known: ScenarioCountingPlan; readonly countingSwitch: CountingSwitch },
): Unit {
  let isWarm = false;
  let isFinished = false;
  const { worker, call, isBusy } = opened;
  const countSettled = createStableCounter({ host, folder, signal, call }, known);
  const finish = async (limit: AbortSignal): Promise<void> => {
    if (isFinished) return;
    isFinished = true;
    await call('finish', undefined, limit);
    await Promise.race([worker.exited, sleep(LATE_TEARDOWN_MS, undefined, { ref: false })]);
  };
  const count = async (): Promise<Block> => {
    const startedMs = host.clock.monotonicMs();
    if (!isWarm) {
      await call('warm', known.plan, signal);
      const problem = await countingSwitch(opened, { folder, signal });
      if (problem !== null) return unavailableBlock(problem);
      isWarm = true;
    }
    const counted = await countSettled();
    if (counted.type === 'unknown') return unavailableBlock(counted.reason);
    return {
      operations: counted.calls,
      durationMs: host.clock.monotonicMs() - startedMs,
      measurements: { instructions: counted.perCall },
      notes: {
        calls: counted.stretch,
        rounds: counted.rounds,
        is_settled: counted.isSettled,
        jitless: scenario.instructions?.jitless ?? false,
        ...counted.notes,
      },
    };
  };
  return {
    measure: async () => {
      try {
        return await count();
      } catch (error) {
        return unavailableBlock(troubleBehind(host, folder, error));
      }
    },
    finish: () => finish(signal),
    close: async () => {
      const limit = AbortSignal.timeout(LATE_TEARDOWN_MS);
      if (!isBusy()) await finish(limit).catch(() => undefined);
      await worker.stop(0);
    },
  };
}

/** Returns valgrind's message if valgrind itself ended a unit. @throws the failure otherwise. */
function troubleBehind(host: Host, folder: string, error: unknown): string {
  if (!(error instanceof UnitFailure)) throw error;
  const trouble = findValgrindError(host.files, folder, error.failure.output ?? '');
  if (trouble === null) throw error;
  return trouble;
}
