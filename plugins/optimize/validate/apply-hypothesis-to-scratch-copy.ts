import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { CODEMODS } from '../generators/codemod-catalogue.ts';
import type { ScratchCopy } from '../generators/temporary-repository-clone.ts';
import { applyHypothesis } from '../strike/apply-hypothesis.ts';

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

/** Result of applying a hypothesis. `manual`: a person has to do it. */
type TriedHypothesis =
  | { readonly state: 'applied' }
  | { readonly state: 'refused' | 'manual' | 'failed'; readonly reason: string };

/** Applies a hypothesis to a scratch copy, which stays unchanged if it does not apply. */
export type TryHypothesis = (
  scratch: ScratchCopy,
  hypothesis: Hypothesis,
) => Promise<TriedHypothesis>;
