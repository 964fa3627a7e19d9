import type { CallSite } from '../../../../analysis/index.ts';
import type { Candidate } from '../../../rule.ts';

/** A write, or a read of what is written, that is made on another connection than that of the transaction that is open around it. */
export interface PastCandidate extends Candidate {
  readonly by: 'past';
  /** Function that the transaction stands in. */
  readonly function: number;
  readonly start: number;
  readonly write: CallSite;
  /** What the write would have to be handed or called on: `tx`, `transaction`. */
  readonly handle: string;
  /** How it is handed on: called on (`read`: by what only reads), as an option, or as the request that carries it. */
  readonly how: 'client' | 'read' | 'option' | 'request';
  /** What opens the transaction, and where. */
  readonly begun: string;
  readonly beginLine: number;
  /** Call that leads to the write, where it stands in a function that the transaction calls. */
  readonly through: CallSite | null;
}
