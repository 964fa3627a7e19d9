import type { Host, tools } from 'perf-harness/plugin';
import type { JobsByTool } from './jobs/jobs.ts';

/** What lives as long as the server. */
export interface DoorParts {
  /** The world in the folder of the project, with processes of its own. */
  readonly openHost: () => Host;
  /** Tools that are served. */
  readonly source: tools.ToolSource;
  /** Works of plugins that outlast a call. */
  readonly jobs: JobsByTool;
}
