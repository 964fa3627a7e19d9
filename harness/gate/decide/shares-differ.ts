import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Look } from './look.ts';

/** Whether the shares of two modes differ by more than chance would have it. */
export function sharesDiffer({ modes }: Look, { confidence }: ComparisonRules): boolean {
  return modes !== null && modes.pValue <= 1 - confidence;
}
