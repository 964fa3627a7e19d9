import type { tools } from 'perf-harness/plugin';
import type { McpServerDependencies } from './mcp-server-dependencies.ts';

/** Context of a call, with the objects that live as long as the server. */
export interface McpToolContext extends tools.ToolContext {
  readonly parts: McpServerDependencies;
}

/** Tool of this server; tools of the core need less context. */
export interface McpTool extends Omit<tools.ServerTool, 'call'> {
  readonly call: (input: unknown, context: McpToolContext) => Promise<tools.ToolAnswer<unknown>>;
}
