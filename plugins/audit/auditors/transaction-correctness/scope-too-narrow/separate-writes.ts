import type { Candidate } from '../../../rule.ts';

/** Two writes that belong together and are committed one after the other. */
export interface SeparateWrites extends Candidate {
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
  /** Why it is none although it looks like one; null: nothing says so. */
  readonly excuse: string | null;
}

/** Classes whose rows tell what happened to others (T652-14). */
export const AUDIT_RECORD_NAME =
  /(?:Audit|Log|History|Event)(?:Entry|Record|s)?$|^(?:audit|log|history)/iu;
