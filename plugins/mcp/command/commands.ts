import type { tools } from 'perf-harness/plugin';
import { MCP_OPTIONS } from './mcp-command-options.ts';

export const mcp: tools.ToolServer<typeof MCP_OPTIONS> = {
  name: 'mcp',
  summary: 'let coding agents measure through the Model Context Protocol',
  description:
    'Serves one agent over standard input and output, or several over HTTP, for the project in this folder. Reading is always allowed; tools that measure, run for a long time or write need permission. Never reports an unconfirmed gain to an agent.',
  examples: [
    'perf-harness mcp                        give agents read-only access',
    'perf-harness mcp --allow run,compare    also allow measurements',
    'perf-harness mcp --allow all            allow everything',
    'perf-harness mcp --http                 serve agents on this machine over HTTP',
  ],
  options: MCP_OPTIONS,
  hasReports: false,
  isWithoutProject: true,
  isServer: ({ http }) => http !== undefined,
  run: async (context, source) => (await import('./run-mcp.ts')).runMcp(context, source),
};
