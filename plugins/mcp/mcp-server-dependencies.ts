import { type Host, processes, type tools } from 'perf-harness/plugin';
import { createJobsByTool, type JobsByTool } from './background-jobs-by-tool.ts';

/** Objects that live as long as the server. */
export interface McpServerDependencies {
  /** Runs an action with a host in the project folder, whose processes end with the action. */
  readonly withHost: <T>(action: (host: Host) => Promise<T>) => Promise<T>;
  readonly source: tools.ToolSource;
  /** Works of plugins that outlast a call. */
  readonly jobs: JobsByTool;
}

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

/** Context of a call, with the objects that live as long as the server. */
export interface McpToolContext extends tools.ToolContext {
  readonly parts: McpServerDependencies;
}

/** Tool of this server; tools of the core need less context. */
export interface McpTool extends Omit<tools.ServerTool, 'call'> {
  readonly call: (input: unknown, context: McpToolContext) => Promise<tools.ToolAnswer<unknown>>;
}
