import type { CallNames } from '../../../look/calls.ts';

/** What a blocking call waits for. */
export type BlockingKind =
  | 'network'
  | 'database'
  | 'subprocess'
  | 'thread'
  | 'walk'
  | 'file'
  /** What asks for what is known of a file, and not for what is in it. */
  | 'metadata';

export interface BlockingCalls extends CallNames {
  readonly kind: BlockingKind;
}
