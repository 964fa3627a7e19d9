import type { Host } from '../harness/host.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { JobsByTool } from './jobs/jobs.ts';

/** What lives as long as the server. */
export interface DoorParts {
  /** The world in the folder of the project, with processes of its own. */
  readonly openHost: () => Host;
  /** Plugins whose tools are served. */
  readonly plugins: readonly Plugin[];
  /** Works of plugins that outlast a call. */
  readonly jobs: JobsByTool;
}
