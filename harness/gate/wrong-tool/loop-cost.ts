import { milliseconds } from './format-number.ts';

/** How often a loop is taken to run where nothing says it (P811-47). */
export const ASSUMED_ITERATIONS = 10;
/** Milliseconds that a loop may take before its shape is what is to be looked at. */
const WORTH_A_FLAG_MS = 100;

export interface LoopCost {
  readonly totalMs: number;
  readonly iterations: number;
  /** null: the count is known. */
  readonly note: string | null;
  /** Whether the loop itself is the bottleneck. */
  readonly isArchitecture: boolean;
}

/**
 * What a step costs in a loop.
 * @param iterations - null: unknown.
 */
export function loopCost(onceMs: number, iterations: number | null): LoopCost {
  const count = iterations ?? ASSUMED_ITERATIONS;
  const totalMs = onceMs * count;
  return {
    totalMs,
    iterations: count,
    note:
      iterations === null
        ? `${ASSUMED_ITERATIONS} iterations are assumed, since nothing says how many there are: ${milliseconds(onceMs)} ms each.`
        : null,
    isArchitecture: totalMs > WORTH_A_FLAG_MS,
  };
}
