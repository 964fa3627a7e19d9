import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { Candidate } from '../../../rule.ts';

/** Something that a pool is not told, or told wrongly. */
export interface Gap {
  readonly severity: AuditSeverity;
  /** Half a sentence: `neither pool_pre_ping nor pool_recycle is set`. */
  readonly issue: string;
  /** What is to be written, such as `pool_pre_ping=True`. */
  readonly setting: string;
}

/** A place that makes a pool, and what it says of it. */
export interface PoolCandidate extends Candidate {
  /** As it is written: `create_engine`, `new Pool`. */
  readonly made: string;
  /** Function that it stands in. */
  readonly function: number;
  /** Why it has no pool that matters, or nobody can see how it is set; null: it has. */
  readonly excuse: string | null;
  /** What would have to be known to be sure that the service lives off it; null: it does. */
  readonly note: string | null;
  readonly gaps: readonly Gap[];
}
