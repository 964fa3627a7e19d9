import { type Host, processes, type tools } from 'perf-harness/plugin';
import { createJobsByTool, type JobsByTool } from './jobs/background-jobs-by-tool.ts';

/** Objects that live as long as the server. */
export interface McpServerDependencies {
  /** Opens a host in the project folder, with its own processes. */
  readonly openHost: () => Host;
  /** Tools that are served. */
  readonly source: tools.ToolSource;
  /** Works of plugins that outlast a call. */
  readonly jobs: JobsByTool;
}

/** Parts of a server for agents. */
export function composeMcpServerDependencies(
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
  source: tools.ToolSource,
): McpServerDependencies {
  return {
    source,
    openHost: () => processes.createHost({ cwd, env: { ...env } }),
    jobs: createJobsByTool(),
  };
}
