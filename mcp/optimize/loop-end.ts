import type { OptimizationReport } from '../../harness/model/documents/optimization-document.ts';

/** How a loop ended. */
export type LoopEnd =
  | { readonly type: 'ended'; readonly report: OptimizationReport }
  /** It waits for an answer that nobody has given ahead. */
  | { readonly type: 'paused'; readonly approval: string };
