import {
  type BottleneckPriority,
  type Confidence,
  ESTIMATE_METHODS,
  type EstimateMethod,
  type TimeEstimate,
} from '../../model/program/bottleneck-classification-types.ts';
import type { Norm } from '../../model/scenario/industry-duration-norms.ts';

/** Maximum number of steps considered (P811-38). */
export const MAX_BOTTLENECKS = 3;
/** Minimum share of an operation for a bottleneck, in percent. */
export const MIN_BOTTLENECK_PERCENT = 1;
const PRIMARY_ABOVE = 0.5;
const SECONDARY_FROM = 0.2;
/** Shares are quotients. */
const ROUNDING = 1e-9;

/** Returns the priority of a step that takes this share of the measured time, from 0 to 1. */
export function bottleneckPriority(share: number): BottleneckPriority {
  if (share > PRIMARY_ABOVE + ROUNDING) return 'PRIMARY';
  return share >= SECONDARY_FROM - ROUNDING ? 'SECONDARY' : 'TERTIARY';
}

/** Number of iterations assumed for a loop where it is not known (P811-47). */
export const ASSUMED_ITERATIONS = 10;
/** Milliseconds from which the structure of a loop is worth inspecting. */
const ARCHITECTURE_ABOVE_MS = 100;

interface LoopCost {
  readonly totalMs: number;
  readonly iterations: number;
  /** null: the count is known. */
  readonly note: string | null;
  /** True if the loop itself is the bottleneck. */
  readonly isArchitecture: boolean;
}

/** Cost of a step in a loop. @param iterations - null: unknown. */
export function estimateLoopCost(onceMs: number, iterations: number | null): LoopCost {
  const count = iterations ?? ASSUMED_ITERATIONS;
  const totalMs = onceMs * count;
  return {
    totalMs,
    iterations: count,
    note:
      iterations === null
        ? `${ASSUMED_ITERATIONS} iterations of ${formatMilliseconds(onceMs)} ms each are assumed, because their actual number is unknown.`
        : null,
    isArchitecture: totalMs > ARCHITECTURE_ABOVE_MS,
  };
}

/** Confidence in an estimate by its method (P811-48). */
const CONFIDENCES: Readonly<Record<EstimateMethod, Confidence>> = {
  traces: 'HIGH',
  logs: 'HIGH',
  benchmark: 'HIGH',
  structure: 'MEDIUM',
  table: 'LOW',
};

export function methodConfidence(method: EstimateMethod): Confidence {
  return CONFIDENCES[method];
}

/** Returns the estimate by the most reliable method, the first of equals; null if none. */
export function chooseBestEstimate(estimates: readonly TimeEstimate[]): TimeEstimate | null {
  return (
    estimates.toSorted(
      (a, b) => ESTIMATE_METHODS.indexOf(a.method) - ESTIMATE_METHODS.indexOf(b.method),
    )[0] ?? null
  );
}

/** Returns an operation's assumed duration, ms: geometric mean of the typical range's ends. */
export function typicalDurationMs({ typicalMs, lowMs, highMs }: Norm): number {
  const [from, to] = typicalMs ?? [lowMs, highMs];
  return Math.sqrt(from * to);
}

/** Formats an estimate, always with its confidence: `3.2 ms (confidence HIGH: benchmark)`. */
export function formatEstimate({ ms, method }: TimeEstimate): string {
  return `${formatMilliseconds(ms)} ms (confidence ${methodConfidence(method)}: ${method})`;
}

/** A number of milliseconds as the gate writes it, without a unit: 6300, 312, 3.14, 0.0042. */
export function formatMilliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** A share from 0 to 1: `89.9 %`, `90 %`. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
