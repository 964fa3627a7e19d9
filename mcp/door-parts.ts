import type { Host } from '../harness/host.ts';
import type { AuditReport } from '../harness/model/documents/audit-document.ts';
import type { AuditWords } from '../options/audit.ts';
import type { OptimizeWords } from '../options/optimize.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { LoopEnd } from './optimize/loop-end.ts';
import type { Jobs, LoopJobs } from './optimize/loop-jobs.ts';
import type { TeamDoor, TeamHalt } from './team/team-door.ts';

/** What is built from plugins, which this folder does not know. */
export interface Composition {
  readonly audit: (host: Host, words: AuditWords, signal: AbortSignal) => Promise<AuditReport>;
  readonly optimize: (
    host: Host,
    words: OptimizeWords,
    watching: { readonly signal: AbortSignal; readonly tell: (text: string) => void },
  ) => Promise<LoopEnd>;
  readonly team: TeamDoor;
}

/** What lives as long as the server. */
export interface DoorParts extends Composition {
  /** The world in the folder of the project, with processes of its own. */
  readonly openHost: () => Host;
  /** Plugins whose tools are served. */
  readonly plugins: readonly Plugin[];
  readonly loops: LoopJobs;
  readonly teams: Jobs<TeamHalt>;
}
