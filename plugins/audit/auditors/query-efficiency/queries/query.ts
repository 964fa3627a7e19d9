import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';

/** A call that asks a database for something: entities, some of their columns, or how many there are. */
export interface Query {
  readonly site: CallSite;
  /** The whole expression, with what executes it. */
  readonly node: SgNode;
  /** Class, table or model as it is written. */
  readonly model: string;
  /** The field that it asks by, where that is one alone; null: by more, or nobody knows. */
  readonly field: string | null;
  /** It asks for what belongs to a row of the loop, which the query for the rows can bring with it. */
  readonly isRelated: boolean;
  /** Why it is more than a look-up; null: it is none. */
  readonly special: string | null;
}

/** What the shape of a call says, before its syntax is looked at. */
export interface QueryShape {
  readonly model: string;
  readonly field: string | null;
  /** It asks for what belongs to a row that is there. */
  readonly isRelated?: boolean;
}
