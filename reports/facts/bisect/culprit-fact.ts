import type { BisectedChange } from '../../../harness/model/documents/bisect-document.ts';
import type { ComparisonFact } from '../comparison/comparison-fact.ts';

/** What the search ended with. */
export interface CulpritFact {
  /** One, or all that could not be told apart, oldest first. */
  readonly changes: readonly BisectedChange[];
  readonly files: readonly string[];
  /** Against what it was measured: `its parent`, `none of the changes`. */
  readonly against: string;
  readonly confirmed: boolean;
  /** `Confirmed` or not, as reports begin the line about it. */
  readonly word: string;
  readonly comparison: ComparisonFact;
}
