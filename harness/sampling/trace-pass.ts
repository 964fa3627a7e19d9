import type { PlannedTrial } from '../model/executor.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { keptFolder } from './kept-files.ts';
import { addTrial, type Measured, type MeasureTogether } from './measure-together.ts';
import { measureTrial } from './measure-trial.ts';
import { SEED_LIMIT } from './seed-limit.ts';

/** Whether one more unit of a scenario is to be traced. */
export function wantsTrace(scenario: Scenario): boolean {
  return scenario.kind === 'page' && scenario.trace === true;
}

/**
 * Adds one trial that is traced to a scenario that asks for it. It comes after all others and is
 * measured in no way: tracing takes time of what it traces.
 */
export async function traceOnce(measured: Measured, parts: MeasureTogether): Promise<void> {
  const { scenario, executor, trials, stop } = measured;
  const { host, lock, random, folder, signal } = parts;
  const isOver = stop === 'blocked' || stop === 'failed' || stop === 'interrupted';
  if (isOver || !wantsTrace(scenario)) return;
  const after = (positions: readonly number[]): number => 1 + Math.max(-1, ...positions);
  const trial: PlannedTrial = {
    index: after(trials.map(({ index }) => index)),
    warmup: false,
    side: 'a',
    pair: after(trials.map(({ pair }) => pair)),
    slot: 0,
    pass: 'trace',
    seed: 1 + random.integer(SEED_LIMIT - 1),
  };
  const keepFolder = keptFolder(folder, trial);
  const measure = () =>
    measureTrial(host, executor, scenario, trial, { folder, signal, keepFolder });
  try {
    addTrial(measured, await lock.hold(scenario.name, measure, signal), parts.onProgress);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) measured.stop = 'interrupted';
}
