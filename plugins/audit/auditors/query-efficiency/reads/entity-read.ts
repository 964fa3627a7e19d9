import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';

/** A query that loads entities. */
export interface EntityRead {
  readonly site: CallSite;
  /** The whole expression: the chain that is built, what executes it, and what takes its result apart. */
  readonly node: SgNode;
  /** Class, table or model as it is written; of repositories what they are called or typed as, without the ending. */
  readonly model: string;
  /** Single: one entity at the most. */
  readonly isList: boolean;
  /** Not all columns are loaded, or none. */
  readonly isNarrowed: boolean;
  /** Key of a read with a single condition; null: several conditions, or unknown. */
  readonly key: ReadKey | null;
  /** Why it is more than the same query again; null: it is not. */
  readonly special: string | null;
  /** Variable that holds what it gives; null: none. */
  readonly variable: string | null;
}

export interface ReadKey {
  /** `id` for a read by key that names no field. */
  readonly field: string;
  /** As it is written: `job_id`, `job.id`. */
  readonly value: string;
}
