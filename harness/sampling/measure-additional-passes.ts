/** Passes after the timed trials of a scenario, in trials of their own. */
import { type AnyExecutor, findExecutor, type PlannedTrial } from '../model/executor.ts';
import type { Trial } from '../model/trial.ts';
import { SEED_LIMIT } from '../model/value/max-v8-random-seed.ts';
import {
  addTrial,
  type MeasuredScenario,
  type MeasurementContext,
} from './measure-scenarios-in-rounds.ts';
import { measureTrial } from './measure-trial.ts';
import {
  INSTRUCTION_TRIALS,
  measureInstructions,
  type PassPosition,
  planInstructionTrials,
  wantsInstructions,
} from './plan-and-measure-instruction-trials.ts';
import { trialFilesFolder } from './trial-artifact-files.ts';

export interface AdditionalPassContext extends MeasurementContext {
  /** Executors that count instructions; absent: none are available. */
  readonly instructions?: readonly AnyExecutor[];
}

/** Measures what needs passes of its own, unless the scenario could not be measured. */
export async function measureAdditionalPasses(
  measured: MeasuredScenario,
  context: AdditionalPassContext,
): Promise<void> {
  for (const measurePass of [countInstructions, traceOnce]) {
    const { stop } = measured;
    if (stop === 'blocked' || stop === 'failed' || stop === 'interrupted') return;
    await measurePass(measured, context);
  }
}

async function countInstructions(
  measured: MeasuredScenario,
  context: AdditionalPassContext,
): Promise<void> {
  const { scenario, trials } = measured;
  const { host, instructions, random, folder, signal } = context;
  if (instructions === undefined || !wantsInstructions(scenario)) return;
  const executor = findExecutor(instructions, scenario.kind);
  const planned = planInstructionTrials(INSTRUCTION_TRIALS, positionAfter(trials), random);
  const units = planned.map((trial) => ({ scenario, trial }));
  await addTrialsUnderLock(measured, context, () =>
    measureInstructions(host, executor, units, { folder, signal }),
  );
}

/** Adds a traced trial, without measurements, since tracing distorts them. */
async function traceOnce(measured: MeasuredScenario, context: MeasurementContext): Promise<void> {
  const { scenario, executor, trials } = measured;
  const { host, random, folder, signal } = context;
  if (scenario.kind !== 'page' || scenario.trace !== true) return;
  const { nextIndex, nextPair } = positionAfter(trials);
  const trial: PlannedTrial = {
    index: nextIndex,
    warmup: false,
    side: 'a',
    pair: nextPair,
    slot: 0,
    pass: 'trace',
    seed: 1 + random.integer(SEED_LIMIT - 1),
  };
  const run = { folder, signal, keepFolder: trialFilesFolder(folder, trial) };
  await addTrialsUnderLock(measured, context, async () => [
    await measureTrial(host, executor, scenario, trial, run),
  ]);
}

function positionAfter(trials: readonly Trial[]): PassPosition {
  const nextAfter = (positions: readonly number[]): number => 1 + Math.max(-1, ...positions);
  return {
    nextIndex: nextAfter(trials.map(({ index }) => index)),
    nextPair: nextAfter(trials.map(({ pair }) => pair)),
  };
}

async function addTrialsUnderLock(
  measured: MeasuredScenario,
  { lock, signal, onProgress }: MeasurementContext,
  measure: () => Promise<readonly Trial[]>,
): Promise<void> {
  try {
    for (const trial of await lock.hold(measured.scenario.name, measure, signal)) {
      addTrial(measured, trial, onProgress);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) measured.stop = 'interrupted';
}
