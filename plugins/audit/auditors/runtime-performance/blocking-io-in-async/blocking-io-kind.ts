import type { CallNamePatterns } from '../../../analysis/find-call-candidates-by-name.ts';

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

export interface BlockingCallPatterns extends CallNamePatterns {
  readonly kind: BlockingKind;
}
