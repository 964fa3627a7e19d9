import type { tools } from 'perf-harness/plugin';
import { MCP_OPTIONS } from './mcp-command-options.ts';

/** `mcp`: the server for agents. */
export const mcp: tools.ToolServer<typeof MCP_OPTIONS> = {
  name: 'mcp',
  summary: 'let coding agents measure, over the Model Context Protocol',
  description:
    'Serves one agent over standard input and output, or several over HTTP, in the project of this folder. It reads what there is; what measures, runs for long or writes has to be allowed. An agent gets no gain out of it that was not confirmed.',
  examples: [
    'perf-harness mcp                        agents may read what there is',
    'perf-harness mcp --allow run,compare    and measure',
    'perf-harness mcp --allow all            and whatever else there is',
    'perf-harness mcp --http                 over HTTP, for agents of this machine',
  ],
  options: MCP_OPTIONS,
  hasReports: false,
  isWithoutProject: true,
  isServer: ({ http }) => http !== undefined,
  run: async (context, source) => (await import('./run-mcp.ts')).runMcp(context, source),
};
