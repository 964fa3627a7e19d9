import { type Host, processes, type tools } from 'perf-harness/plugin';
import { createJobsByTool, type JobsByTool } from './jobs/background-jobs-by-tool.ts';

/** Objects that live as long as the server. */
export interface McpServerDependencies {
  /** Runs an action with a host in the project folder, whose processes end with the action. */
  readonly withHost: <T>(action: (host: Host) => Promise<T>) => Promise<T>;
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
    withHost: async (action) => {
      const host = processes.createHost({ cwd, env: { ...env } });
      try {
        return await action(host);
      } finally {
        await host.processes.close();
      }
    },
    jobs: createJobsByTool(),
  };
}
