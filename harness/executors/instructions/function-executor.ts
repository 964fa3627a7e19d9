import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario.ts';
import type { Block } from '../../model/trial.ts';
import type { WorkerBody } from '../function/messages.ts';
import { type CountedCalls, instructionsPerCall } from './instructions-per-call.ts';
import { type OpenWorker, openWorker } from './open-worker.ts';
import { type CallPlan, planCalls } from './plan-calls.ts';
import { readDumps } from './read-counts.ts';
import type { CountingSwitch } from './start-counting.ts';
import { unavailableBlock, unavailableUnit } from './unavailable.ts';
import { DUMP_NAME } from './valgrind-arguments.ts';
import type { ValgrindHere } from './valgrind-here.ts';
import { valgrindTrouble } from './valgrind-trouble.ts';

/** Time that `teardown` gets when nothing asked for it before, milliseconds. */
const LATE_TEARDOWN_MS = 5_000;
/** Times that the calls are counted until they are all alike: code may be compiled while they run. */
const MOST_ROUNDS = 4;

/** Counts the instructions of calls of a function, each trial in a fresh process under valgrind. */
export function createFunctionInstructions(
  host: Host,
  here: ValgrindHere,
  execPath: string,
): Executor<FunctionScenario> {
  const plans = new Map<string, Promise<CallPlan>>();
  return {
    kind: 'function',
    metrics: ['instructions'],
    optionalMetrics: [],
    check: here.check,
    open: async (context) => {
      const { scenario } = context;
      const body = workerBody(scenario);
      if (body === null) return unavailableUnit(VITEST);
      const { tools, countingSwitch } = await here.require();
      const node = scenario.nodePath ?? execPath;
      const plan = await planOnce(plans, scenario, () =>
        findPlan(host, context, body, scenario.nodePath ?? execPath),
      );
      try {
        const opened = await openWorker(host, context, body, { node, valgrind: tools.valgrind });
        return createUnit(host, context, opened, { plan, countingSwitch });
      } catch (error) {
        return unavailableUnit(troubleBehind(host, context.folder, error));
      }
    },
  };
}

const VITEST = 'vitest calls the function itself: write it as a scenario to have it counted';

function workerBody({ name, body, source }: FunctionScenario): WorkerBody | null {
  if (body.type === 'vitest') return null;
  if (body.type === 'tinybench') return { type: 'tinybench', file: body.file, task: body.task };
  if (source === null) throw new TypeError(`the scenario "${name}" has no source`);
  return { type: 'scenario', file: source.file, name: source.name };
}

/**
 * The first unit of a scenario decides for all that follow, those of another side of a comparison
 * too: two counts can only be held against each other where both made the same calls.
 */
function planOnce(
  plans: Map<string, Promise<CallPlan>>,
  { name, instructions }: FunctionScenario,
  find: () => Promise<CallPlan>,
): Promise<CallPlan> {
  const key = JSON.stringify([name, instructions]);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const found = find();
  plans.set(key, found);
  // Whoever comes next may be luckier.
  found.catch(() => plans.delete(key));
  return found;
}

async function findPlan(
  host: Host,
  context: UnitContext<FunctionScenario>,
  body: WorkerBody,
  node: string,
): Promise<CallPlan> {
  const { worker, ask } = await openWorker(host, context, body, { node, valgrind: null });
  try {
    const { calibration } = await ask({ type: 'calibrate' }, 'calibrated', context.signal);
    await ask({ type: 'finish' }, 'finished', context.signal);
    return planCalls(calibration, context.scenario.instructions?.iterations ?? null);
  } finally {
    await worker.stop(0);
  }
}

function createUnit(
  host: Host,
  { scenario, folder, signal }: UnitContext<FunctionScenario>,
  { worker, ask, isBusy }: OpenWorker,
  { plan, countingSwitch }: { readonly plan: CallPlan; readonly countingSwitch: CountingSwitch },
): Unit {
  let isCounting = false;
  let isFinished = false;
  let dumpsRead = 0;
  const finish = async (limit: AbortSignal): Promise<void> => {
    if (isFinished) return;
    isFinished = true;
    await ask({ type: 'finish' }, 'finished', limit);
    await Promise.race([worker.exited, sleep(LATE_TEARDOWN_MS)]);
  };
  const count = async (): Promise<Block> => {
    const startedMs = host.clock.monotonicMs();
    if (!isCounting) {
      await ask({ type: 'warm', plan }, 'warmed', signal);
      const problem = await countingSwitch.switchOn(worker, ask, { folder, signal });
      if (problem !== null) return unavailableBlock(problem);
      isCounting = true;
    }
    let counted: CountedCalls;
    let rounds = 0;
    do {
      await ask({ type: 'count', plan }, 'counted', signal);
      const dumps = readDumps(host.files, folder, DUMP_NAME);
      counted = instructionsPerCall(dumps.slice(dumpsRead), plan);
      dumpsRead = dumps.length;
      rounds += 1;
      if (counted.type === 'unknown') return unavailableBlock(counted.reason);
    } while (!counted.isSettled && rounds < MOST_ROUNDS);
    return {
      operations: counted.calls,
      durationMs: host.clock.monotonicMs() - startedMs,
      measurements: { instructions: counted.perCall },
      notes: {
        calls: plan.calls,
        rounds,
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

/** What valgrind says where a unit ended by its doing. @throws the failure where it did not. */
function troubleBehind(host: Host, folder: string, error: unknown): string {
  if (!(error instanceof UnitFailure)) throw error;
  const trouble = valgrindTrouble(host.files, folder, error.failure.output ?? '');
  if (trouble === null) throw error;
  return trouble;
}
