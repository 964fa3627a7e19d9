import type { Comparison } from '../../model/documents/document.ts';
import type { Finding } from '../../model/finding.ts';
import type { PairedValues } from './metric-evidence.ts';

/** What is said of a metric beside the numbers that are the same for all natures. */
export type Outcome = Omit<
  Comparison,
  'scenario' | 'metric' | 'unit' | 'base' | 'head' | 'pairs' | 'margin' | 'gated'
> & {
  /** The pairs that the interval is of. */
  readonly values: PairedValues;
  readonly findings: readonly Finding[];
};

/** The first pairs of a stage. */
export function firstPairs({ base, head, slots }: PairedValues, pairs: number): PairedValues {
  const first = { base: base.slice(0, pairs), head: head.slice(0, pairs) };
  return slots === undefined ? first : { ...first, slots: slots.slice(0, pairs) };
}
