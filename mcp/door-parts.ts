import type { Host } from '../harness/host.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { Jobs, JobsByTool } from './jobs/jobs.ts';
import type { TeamDoor, TeamHalt } from './team/team-door.ts';

/** What is built from plugins, which this folder does not know. */
export interface Composition {
  readonly team: TeamDoor;
}

/** What lives as long as the server. */
export interface DoorParts extends Composition {
  /** The world in the folder of the project, with processes of its own. */
  readonly openHost: () => Host;
  /** Plugins whose tools are served. */
  readonly plugins: readonly Plugin[];
  /** Works of plugins that outlast a call. */
  readonly jobs: JobsByTool;
  readonly teams: Jobs<TeamHalt>;
}
