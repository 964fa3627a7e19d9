import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';

/** Call that queries a database for entities, some of their columns, or their number. */
export interface DatabaseQuery {
  readonly site: CallSite;
  /** Complete expression, including the call that executes it. */
  readonly node: SgNode;
  /** Class, table or model as it is written. */
  readonly model: string;
  /** Field of a query with a single condition; null: several conditions, or unknown. */
  readonly field: string | null;
  /** Set if the query reads data related to a loop row, which the rows' query can load. */
  readonly isRelated: boolean;
  /** Reason why it is more than a lookup; null if it is a plain lookup. */
  readonly special: string | null;
}

/** Facts about a query that its call shows before the syntax is inspected. */
export interface QueryFacts {
  readonly model: string;
  readonly field: string | null;
  /** Set when the query reads data related to a row that is already loaded. */
  readonly isRelated?: boolean;
}
