import type { BottleneckPriority } from '../../model/program/bottleneck.ts';

/** Steps that are looked at (P811-38). */
export const MOST_BOTTLENECKS = 3;
/** Percent of an operation from which on something is a bottleneck at all. */
export const LEAST_BOTTLENECK_PERCENT = 1;
const PRIMARY_ABOVE = 0.5;
const SECONDARY_FROM = 0.2;
/** Shares are quotients. */
const ROUNDING = 1e-9;

/** What a step of so much of the measured time deserves; a share is from 0 to 1. */
export function bottleneckPriority(share: number): BottleneckPriority {
  if (share > PRIMARY_ABOVE + ROUNDING) return 'PRIMARY';
  return share >= SECONDARY_FROM - ROUNDING ? 'SECONDARY' : 'TERTIARY';
}
