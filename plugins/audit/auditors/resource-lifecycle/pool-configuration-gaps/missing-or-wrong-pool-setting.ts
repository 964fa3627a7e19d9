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

/** Code that creates a pool, with gaps in its settings, most severe first. */
export interface PoolCandidate extends Candidate {
  /** Callee as written: `create_engine`, `new Pool`. */
  readonly callee: string;
  /** Index of the enclosing function. */
  readonly function: number;
  /** Reason why it has no relevant pool, or unknown settings; null if neither applies. */
  readonly exemption: string | null;
  readonly gaps: readonly PoolGap[];
}
