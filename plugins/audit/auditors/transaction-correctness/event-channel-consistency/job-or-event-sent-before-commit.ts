import type { CallSite } from '../../../../analysis/index.ts';
import type { CallCandidate } from '../../../rule.ts';
import type { PrecedingWrites } from './writes-before-job-is-sent.ts';

/** Job or event that is sent before the change it announces is committed. */
export interface PrematureSend extends CallCandidate {
  readonly by: 'early';
  /** `job`: passed to a worker in a transaction. `event`: sent on commit elsewhere. */
  readonly kind: 'job' | 'event';
  /** Call that opens the transaction, and its line; null: no transaction is known. */
  readonly begun: { readonly text: string; readonly line: number } | null;
  /** Writes of the transaction before the job is sent; null: unknown, or this is no job. */
  readonly written: PrecedingWrites | null;
  /** Write that it announces, if the transaction is unknown. */
  readonly write: CallSite | null;
  /** Calls from the call in the transaction down to the sender. */
  readonly way: readonly CallSite[];
  /** Places where the same call waits for the commit. */
  readonly siblings: readonly { readonly file: string; readonly line: number }[];
}
