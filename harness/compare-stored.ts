import { COMPARISON_SCHEMA, type ComparisonReport } from './model/document.ts';
import type { RunRecord } from './model/record.ts';
import { CONFIDENCE } from './stats/summarize.ts';

/** One side of a comparison of what was measured earlier. */
export interface StoredSide {
  /** What the user called it. */
  readonly label: string;
  readonly source: 'record' | 'baseline';
  readonly runs: readonly RunRecord[];
}

export interface CompareStoredOptions {
  /** Confidence of each interval. Default 0.95. */
  readonly confidence?: number;
}

/** Compares runs that were measured at different times. Pure. */
export function compareStored(
  base: StoredSide,
  head: StoredSide,
  options: CompareStoredOptions = {},
): ComparisonReport {
  return {
    schema: COMPARISON_SCHEMA,
    base: { label: base.label, source: base.source },
    head: { label: head.label, source: head.source },
    seed: null,
    confidence: options.confidence ?? CONFIDENCE,
    comparisons: [],
    findings: [],
    runs: [...base.runs, ...head.runs],
    verdict: 'incomparable',
  };
}
