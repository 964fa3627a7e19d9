import { type AnyExecutor, findExecutor } from '../model/executor.ts';
import {
  addTrial,
  type MeasuredScenario,
  type MeasurementContext,
} from './measure-scenarios-in-rounds.ts';
import {
  INSTRUCTION_TRIALS,
  measureInstructions,
  planInstructionTrials,
  wantsInstructions,
} from './plan-and-measure-instruction-trials.ts';

export interface InstructionCountContext extends MeasurementContext {
  /** Executors that count instructions; absent: none are available. */
  readonly instructions?: readonly AnyExecutor[];
}

/** Counts instructions after the timed trials, in trials of their own; a failed one stops it. */
export async function countInstructions(
  measured: MeasuredScenario,
  context: InstructionCountContext,
): Promise<void> {
  const { scenario, trials, stop } = measured;
  const { host, lock, instructions, random, folder, signal } = context;
  const isOver = stop === 'blocked' || stop === 'failed' || stop === 'interrupted';
  if (isOver || instructions === undefined || !wantsInstructions(scenario)) return;
  const executor = findExecutor(instructions, scenario.kind);
  const nextAfter = (positions: readonly number[]): number => 1 + Math.max(-1, ...positions);
  const position = {
    nextIndex: nextAfter(trials.map(({ index }) => index)),
    nextPair: nextAfter(trials.map(({ pair }) => pair)),
  };
  const planned = planInstructionTrials(INSTRUCTION_TRIALS, position, random);
  const units = planned.map((trial) => ({ scenario, trial }));
  const count = () => measureInstructions(host, executor, units, { folder, signal });
  try {
    for (const trial of await lock.hold(scenario.name, count, signal)) {
      addTrial(measured, trial, context.onProgress);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) measured.stop = 'interrupted';
}
