import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { Candidate } from '../../../rule.ts';

/** Setting of a pool that is missing or wrong. */
export interface PoolGap {
  readonly severity: AuditSeverity;
  /** Half a sentence: `neither pool_pre_ping nor pool_recycle is set`. */
  readonly issue: string;
  /** Setting to write, such as `pool_pre_ping=True`. */
  readonly setting: string;
}

/** Code that creates a pool, with gaps in its settings. */
export interface PoolCandidate extends Candidate {
  /** As it is written: `create_engine`, `new Pool`. */
  readonly made: string;
  /** Index of the enclosing function. */
  readonly function: number;
  /** Reason why it has no relevant pool, or unknown settings; null if neither applies. */
  readonly exemption: string | null;
  /** Fact that must be known to be sure that the service depends on the pool; null: it does. */
  readonly note: string | null;
  readonly gaps: readonly PoolGap[];
}
