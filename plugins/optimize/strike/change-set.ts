import type { Hypothesis } from '../document/hypothesis.ts';
import type { Whole } from './backward-elimination.ts';

/** Hypotheses that stand together, and git's tree of the files that they make. */
export type ChangeSet = Whole<Hypothesis, string>;

/** Ids, as logs and messages show them. */
export function listIds(hypotheses: readonly Pick<Hypothesis, 'id'>[]): readonly string[] {
  return hypotheses.map(({ id }) => id);
}
