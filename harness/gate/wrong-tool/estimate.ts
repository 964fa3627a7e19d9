import { assertNever } from '../../model/assert-never.ts';
import {
  type Confidence,
  ESTIMATE_METHODS,
  type EstimateMethod,
  type TimeEstimate,
} from '../../model/program/bottleneck.ts';
import type { Norm } from '../../model/scenario/norm.ts';
import { milliseconds } from './format-number.ts';

/** How much a number can be relied on, by how it is known (P811-48). */
export function confidenceOf(method: EstimateMethod): Confidence {
  switch (method) {
    case 'traces':
    case 'logs':
    case 'benchmark':
      return 'HIGH';
    case 'structure':
      return 'MEDIUM';
    case 'table':
      return 'LOW';
    default:
      return assertNever(method);
  }
}

/** The one that is known best; of equals, the first. null: there is none. */
export function bestEstimate(estimates: readonly TimeEstimate[]): TimeEstimate | null {
  return (
    estimates.toSorted(
      (a, b) => ESTIMATE_METHODS.indexOf(a.method) - ESTIMATE_METHODS.indexOf(b.method),
    )[0] ?? null
  );
}

/** What one piece of work of a kind is taken to last, milliseconds: the geometric middle of what most take. */
export function middleOf({ typicalMs, lowMs, highMs }: Norm): number {
  const [from, to] = typicalMs ?? [lowMs, highMs];
  return Math.sqrt(from * to);
}

/** With its confidence, which is never left out: `3.2 ms (confidence HIGH: benchmark)`. */
export function estimateText({ ms, method }: TimeEstimate): string {
  return `${milliseconds(ms)} ms (confidence ${confidenceOf(method)}: ${method})`;
}
