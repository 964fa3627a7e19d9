import type { CallSite } from '../../../../analysis/index.ts';
import type { Candidate } from '../../../rule.ts';

/** Write, or read of written data, on a connection other than that of the transaction around it. */
export interface TransactionBypass extends Candidate {
  readonly by: 'past';
  /** Index of the function that contains the transaction. */
  readonly function: number;
  readonly start: number;
  readonly write: CallSite;
  /** Handle that the write should receive or be called on: `tx`, `transaction`. */
  readonly handle: string;
  /** Handle use: called on (`read`: only to read), passed as option, or carried by the request. */
  readonly how: 'client' | 'read' | 'option' | 'request';
  /** Call that opens the transaction, and its line. */
  readonly begun: string;
  readonly beginLine: number;
  /** Call that leads to the write, if the write is in a function that the transaction calls. */
  readonly through: CallSite | null;
}
