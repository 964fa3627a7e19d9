import type { Candidate } from '../../../rule.ts';

/** Two related writes that are committed one after the other. */
export interface SeparatelyCommittedWrites extends Candidate {
  readonly function: number;
  /** `family`: the second write depends on the first. `record`: it documents the first. */
  readonly kind: 'family' | 'record';
  readonly first: { readonly text: string; readonly line: number };
  readonly second: { readonly text: string; readonly line: number };
  readonly library: 'prisma' | 'django' | 'sqlalchemy';
  /** Reason to dismiss it, or null. */
  readonly exemption: string | null;
}
