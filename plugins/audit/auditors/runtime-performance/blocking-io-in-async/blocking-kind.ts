import type { CallNames } from '../../../look/calls.ts';

/** Kind of work that a blocking call waits for. */
export type BlockingKind =
  | 'network'
  | 'database'
  | 'subprocess'
  | 'thread'
  | 'walk'
  | 'file'
  /** Calls that read the metadata of a file, not its contents. */
  | 'metadata';

export interface BlockingCalls extends CallNames {
  readonly kind: BlockingKind;
}
