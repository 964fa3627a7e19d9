import type { Host } from '../harness/host.ts';
import type { AuditReport } from '../harness/model/documents/audit-document.ts';
import type { OptimizationReport } from '../harness/model/documents/optimization-document.ts';
import type { AuditWords } from '../options/audit.ts';
import type { OptimizeWords } from '../options/optimize.ts';
import type { LoopJobs } from './optimize/loop-jobs.ts';

/** How a loop ended. */
export type LoopEnd =
  | { readonly type: 'ended'; readonly report: OptimizationReport }
  /** It waits for an answer that nobody has given ahead. */
  | { readonly type: 'paused'; readonly approval: string };

/** What is built from plugins, which this folder does not know. */
export interface Composition {
  readonly audit: (host: Host, words: AuditWords, signal: AbortSignal) => Promise<AuditReport>;
  readonly optimize: (
    host: Host,
    words: OptimizeWords,
    watching: { readonly signal: AbortSignal; readonly tell: (text: string) => void },
  ) => Promise<LoopEnd>;
}

/** What lives as long as the server. */
export interface DoorParts extends Composition {
  /** The world in the folder of the project, with processes of its own. */
  readonly openHost: () => Host;
  readonly loops: LoopJobs;
}
