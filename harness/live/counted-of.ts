import { countedGates } from '../gate/counted-gates.ts';
import type { LiveSubject } from './live-subject.ts';

/** Counted comparisons of the whole suite that share their error while it is measured. */
export function countedOf(subjects: readonly LiveSubject[]): number {
  return countedGates(
    subjects.map(({ gated, trouble }) => ({ gated, isUnjudged: trouble !== null })),
  );
}
