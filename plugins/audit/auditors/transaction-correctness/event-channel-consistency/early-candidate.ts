import type { CallSite } from '../../../../analysis/index.ts';
import type { CallCandidate } from '../../../rule.ts';
import type { WrittenBefore } from './early-writes.ts';

/** Something that others hear of before what it tells is committed. */
export interface EarlyCandidate extends CallCandidate {
  readonly by: 'early';
  /** `job`: a worker is handed it in a transaction. `event`: the project sends the same on commit elsewhere. */
  readonly kind: 'job' | 'event';
  /** What opens the transaction and where; null: none is seen around it. */
  readonly begun: { readonly text: string; readonly line: number } | null;
  /** What the transaction has done before a job goes out; null: it is not seen, or this is no job. */
  readonly written: WrittenBefore | null;
  /** The write that it tells of, where the transaction is not seen. */
  readonly write: CallSite | null;
  /** Calls from the one in the transaction down to what sends. */
  readonly way: readonly CallSite[];
  /** Places where the same waits for the commit. */
  readonly siblings: readonly { readonly file: string; readonly line: number }[];
}
