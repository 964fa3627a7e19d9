import type { Candidate } from '../../../rule.ts';

/** Two related writes that are committed one after the other. */
export interface SeparatelyCommittedWrites extends Candidate {
  readonly function: number;
  readonly start: number;
  /**
   * `family`: the second write depends on the first. `record`: the second write documents the
   * first. `replacement`: the second write replaces what the first deletes.
   */
  readonly kind: 'family' | 'record' | 'replacement';
  readonly first: { readonly text: string; readonly line: number };
  readonly second: { readonly text: string; readonly line: number };
  /** Library that makes the writes; omitted: a session of SQLAlchemy. */
  readonly library?: 'prisma' | 'typeorm' | 'drizzle' | 'django';
  /** Reason to dismiss it, or null. */
  readonly exemption: string | null;
}

/** Names of classes whose rows record changes of other rows (T652-14). */
export const AUDIT_RECORD_NAME =
  /(?:Audit|Log|History|Event)(?:Entry|Record|s)?$|^(?:audit|log|history)/iu;
