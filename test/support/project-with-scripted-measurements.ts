/**
 * Complete commands that measure sides of a repository in memory: commits, working trees and
 * snapshots are real, and units start nothing. The measurements of a unit are in `costs.json` of
 * its side, so that sides differ as their files do. A comparison takes a third of a second of CPU
 * time.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorOverrides } from '../../harness/host.ts';
import type { AnyExecutor, Executor, PlannedTrial } from '../../harness/model/executor.ts';
import { getMetric } from '../../harness/model/metric.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createLiveProject, type LiveProject } from './live-comparison-project.ts';
import type { ScriptedUnit } from './mock-executor.ts';
import { createScriptedExecutors, type UnitScript } from './scripted-executors.ts';

/** Measurements of units, in base units of each metric, or the message that they fail with. */
export type ScenarioCost = Readonly<Record<string, number>> | string;

const FILE = 'costs.json';

/**
 * Returns the file with the costs of each scenario's units; `*` is the default. It is committed or
 * written like any other file.
 */
export function costsFile(
  byScenario: Readonly<Record<string, ScenarioCost>>,
): Readonly<Record<string, string>> {
  return { [FILE]: JSON.stringify(byScenario) };
}

/** Returns the file of costs with one wall time for every scenario, in milliseconds. */
export function wallTimeFile(ms: number): Readonly<Record<string, string>> {
  return costsFile({ '*': { wall_time: ms } });
}

/** Creates executors with the costs in each side's file, or those `costOf` returns. */
export function createCostExecutors(costOf: CostOf = readScenarioCost): ExecutorOverrides {
  const script: UnitScript = (scenario, trial, block) =>
    unitOf(costOf(scenario, trial), trial, block);
  return createScriptedExecutors(script);
}

/**
 * Creates executors whose units never end by themselves if `hangs` returns true, and otherwise have
 * the costs in the file of their side.
 */
export function createHangingExecutors(
  hangs: (trial: PlannedTrial, scenario: Scenario) => boolean,
): ExecutorOverrides {
  const { ofKind, ...others } = createCostExecutors();
  return {
    ...others,
    ofKind: (kind) => {
      const executor = ofKind(kind) as Executor;
      const open: Executor['open'] = async (context) => {
        const unit = await executor.open(context);
        if (!hangs(context.trial, context.scenario)) return unit;
        return { ...unit, measure: () => untilAborted(context.signal) };
      };
      return { ...executor, open } as AnyExecutor;
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

type CostOf = (scenario: Scenario, trial: PlannedTrial) => ScenarioCost;

/** Reads the cost of a scenario from the folder that it is measured in. */
export function readScenarioCost({ name, cwd }: Scenario): ScenarioCost {
  const all = JSON.parse(readFileSync(join(cwd, FILE), 'utf8')) as Record<string, ScenarioCost>;
  const own = all[name] ?? all['*'];
  if (own === undefined) throw new Error(`${FILE} says nothing of "${name}"`);
  return own;
}

/** Spread of one block, as a share; small enough that comparisons of identical code end early. */
const SPREAD = { timed: 0.004, counted: 0.0004, exact: 0 } as const;

function unitOf(
  cost: ScenarioCost,
  { side, pair, stage }: PlannedTrial,
  block: number,
): ScriptedUnit {
  if (typeof cost === 'string') return { failure: { reason: 'threw', message: cost } };
  // By its place and not by its seed: the same in each run of the tests.
  const place = (pair * 2 + (side === 'a' ? 0 : 1)) * 2 + (stage === 'confirm' ? 1 : 0);
  const random = createRandom(place * 16 + block);
  const noisy = Object.entries(cost).map(([name, value]) => {
    const { nature } = getMetric(name);
    return [name, value * (1 + SPREAD[nature] * (random.next() + random.next() - 1))];
  });
  return { measurements: Object.fromEntries(noisy) };
}

/**
 * Creates a repository with one commit on `main`, whose scenario `work` costs 10 ms there. Its
 * commands run in the test's process, with scripted units.
 */
export function createScriptedProject(files: Readonly<Record<string, string>> = {}): LiveProject {
  const project = createLiveProject({ ...wallTimeFile(10), ...files });
  return {
    ...project,
    command: (args, options) =>
      project.command(args, { executors: createCostExecutors(), ...options }),
  };
}
