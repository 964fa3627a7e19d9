import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { Whole } from './remove-changes-without-measured-gain.ts';

/** Hypotheses applied together, and the git tree of the resulting files. */
export type ChangeSet = Whole<Hypothesis, string>;

/** Ids, as logs and messages show them. */
export function listIds(hypotheses: readonly Pick<Hypothesis, 'id'>[]): readonly string[] {
  return hypotheses.map(({ id }) => id);
}
