import type { Host } from '../host.ts';
import type { Executor, PlannedTrial } from '../model/executor.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Trial } from '../model/trial.ts';
import { SEED_LIMIT } from '../model/value/max-v8-random-seed.ts';
import type { Random } from '../stats/seeded-random.ts';
import { measureTrial } from './measure-trial.ts';

/**
 * Number of trials, or pairs of a comparison, whose instructions are counted. Three pairs detect a
 * change of 0.5 % against a margin of 0.3 % with a probability above 0.999 if one side has a spread
 * of 0.04 % (docs/statistics.md).
 */
export const INSTRUCTION_TRIALS = 3;

/** Time limits, since units are many times slower under valgrind. */
const MIN_TIMEOUT_MS = 180_000;
const TIMEOUT_FACTOR = 4;
/** Maximum number of concurrent units: each needs a core, and some 300 MB of memory. */
const MAX_CONCURRENT_UNITS = 4;

/** True if the scenario, or one of its limits, requests that instructions are counted. */
export function wantsInstructions({ metrics }: Pick<Scenario, 'metrics'>): boolean {
  return metrics.includes('instructions');
}

export interface InstructionUnit {
  /** With the paths of its side, in a comparison. */
  readonly scenario: Scenario;
  readonly trial: PlannedTrial;
}

/** Position of the pass after the other trials of a scenario. */
export interface PassPosition {
  readonly nextIndex: number;
  readonly nextPair: number;
}

/** Plans trials of one side, each with its own seeds. */
export function planInstructionTrials(
  count: number,
  { nextIndex, nextPair }: PassPosition,
  random: Random,
): readonly PlannedTrial[] {
  return Array.from({ length: count }, (_, number) => ({
    index: nextIndex + number,
    warmup: false,
    side: 'a',
    pair: nextPair + number,
    slot: 0,
    pass: 'instructions',
    seed: 1 + random.integer(SEED_LIMIT - 1),
  }));
}

/**
 * Counts instructions in several units at once, since counts do not depend on load. All failures are
 * returned as data.
 */
export async function measureInstructions(
  host: Host,
  executor: Executor,
  units: readonly InstructionUnit[],
  run: { readonly folder: string; readonly signal: AbortSignal },
): Promise<readonly Trial[]> {
  const trials = new Map<InstructionUnit, Trial>();
  const waiting = units[Symbol.iterator]();
  const work = async (): Promise<void> => {
    // All workers share one iterator, so each unit is taken once.
    for (const unit of waiting) {
      const scenario = { ...unit.scenario, timeoutMs: valgrindTimeoutMs(unit.scenario) };
      trials.set(unit, await measureTrial(host, executor, scenario, unit.trial, run));
    }
  };
  const workers = Math.min(host.system.machine().cpuCount, units.length, MAX_CONCURRENT_UNITS);
  await Promise.all(Array.from({ length: workers }, work));
  return units.flatMap((unit) => trials.get(unit) ?? []);
}

function valgrindTimeoutMs({ timeoutMs }: Scenario): number {
  return Math.max(MIN_TIMEOUT_MS, timeoutMs * TIMEOUT_FACTOR);
}
