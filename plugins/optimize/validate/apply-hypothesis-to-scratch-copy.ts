import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { CODEMODS } from '../generators/codemod-catalogue.ts';
import { applyHypothesis } from '../strike/apply-hypothesis.ts';
import type { TryHypothesis } from './hypothesis-trial-application-types.ts';

/** Applies a hypothesis to a scratch just as the strike will apply it to its worktree. */
export const applyInScratch: TryHypothesis = (scratch, hypothesis) =>
  applyHypothesis(scratch, hypothesis);

/** True if, by the catalogue, one of two codemods makes the other unnecessary. */
export function isCatalogueConflict(hypothesis: Hypothesis, other: Hypothesis): boolean {
  const [own, its] = [codemodOf(hypothesis), codemodOf(other)];
  const known = CODEMODS.find(({ id }) => id === own);
  return its !== null && known?.conflictsWith.includes(its) === true;
}

function codemodOf({ apply }: Hypothesis): string | null {
  return apply?.kind === 'codemod' ? apply.codemod : null;
}
