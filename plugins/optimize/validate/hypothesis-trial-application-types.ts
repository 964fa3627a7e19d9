import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { ScratchCopy } from '../generators/temporary-repository-clone.ts';

/** Result of applying a hypothesis. `manual`: a person has to do it. */
export type TriedHypothesis =
  | { readonly state: 'applied' }
  | { readonly state: 'refused' | 'manual' | 'failed'; readonly reason: string };

/** Applies a hypothesis to a scratch copy, which stays unchanged if it does not apply. */
export type TryHypothesis = (
  scratch: ScratchCopy,
  hypothesis: Hypothesis,
) => Promise<TriedHypothesis>;
