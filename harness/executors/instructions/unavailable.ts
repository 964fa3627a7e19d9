import type { Unit } from '../../model/executor.ts';
import type { Block } from '../../model/trial.ts';

/** A block that has no count, and says why. */
export function unavailableBlock(reason: string): Block {
  return { operations: 0, durationMs: 0, measurements: {}, unavailable: { instructions: reason } };
}

/** A unit of which nothing can be counted. */
export function unavailableUnit(reason: string): Unit {
  return { measure: async () => unavailableBlock(reason), close: async () => undefined };
}
