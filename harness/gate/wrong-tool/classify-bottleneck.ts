import type { BottleneckClass } from '../../model/program/bottleneck.ts';
import type { ExternalAlternative } from '../../model/program/wrong-tool.ts';

/** What is known of a step. */
export interface StepFacts {
  /** What it waits for; null: it waits for nothing; Unknown: for something that nobody could name. */
  readonly io: 'I/O-DB' | 'I/O-Network' | 'I/O-File' | 'Cache' | 'Unknown' | null;
  /** Whether it waits once for each turn of a loop. */
  readonly isInLoop: boolean;
  /** Whether what it waits for belongs to somebody else. */
  readonly isThirdParty: boolean;
  /** Ways to wait less that its code does not use. */
  readonly missing: readonly ExternalAlternative[];
}

/**
 * What kind of bottleneck a step is (P811-25). The loop is asked for before everything else that
 * waits: a query in a loop is mended where the loop stands, whatever it asks.
 */
export function classifyBottleneck({
  io,
  isInLoop,
  isThirdParty,
  missing,
}: StepFacts): BottleneckClass {
  if (io === null) return 'CPU';
  if (isInLoop) return 'Architecture';
  if (isThirdParty) return 'External';
  if (missing.length > 0) return 'Architecture';
  return io;
}
