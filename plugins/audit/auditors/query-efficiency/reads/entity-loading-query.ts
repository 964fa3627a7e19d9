import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';

/** A query that loads entities. */
export interface EntityRead {
  readonly site: CallSite;
  /** Complete expression: query chain, the call executing it, and what unwraps its result. */
  readonly node: SgNode;
  /** Class, table or model as written; for repositories, their name or type without the suffix. */
  readonly model: string;
  /** False if the read returns at most one entity. */
  readonly isList: boolean;
  /** Set when only some columns or none are loaded. */
  readonly isNarrowed: boolean;
  /** Key of a read with a single condition; null: several conditions, or unknown. */
  readonly key: ReadKey | null;
  /** Why it is more than the same query again; null: it is not. */
  readonly special: string | null;
  /** Variable that the result is assigned to, or null. */
  readonly variable: string | null;
}

export interface ReadKey {
  /** `id` for a read by key that names no field. */
  readonly field: string;
  /** As it is written: `job_id`, `job.id`. */
  readonly value: string;
}
