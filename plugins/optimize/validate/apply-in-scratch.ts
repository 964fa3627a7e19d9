import { applyById } from '../command/codemod-applier.ts';
import type { Hypothesis } from '../document/hypothesis.ts';
import { EVERY_CODEMOD } from '../generators/catalogue.ts';
import { applyHypothesis } from '../strike/apply.ts';
import type { TryHypothesis } from './try-hypothesis.ts';

/** Applies a hypothesis to a scratch just as the strike will apply it to its worktree. */
export const applyInScratch: TryHypothesis = (scratch, hypothesis) =>
  applyHypothesis(scratch, hypothesis, applyById);

/** Whether the catalogue says of two codemods that one makes the other needless. */
export function isCatalogueConflict(one: Hypothesis, other: Hypothesis): boolean {
  const [own, its] = [codemodOf(one), codemodOf(other)];
  const known = EVERY_CODEMOD.find(({ id }) => id === own);
  return its !== null && known?.conflictsWith.includes(its) === true;
}

function codemodOf({ apply }: Hypothesis): string | null {
  return apply?.kind === 'codemod' ? apply.codemod : null;
}
