import type { tools } from 'perf-harness/plugin';
import type { McpServerParts } from './mcp-server-parts.ts';

/** Surroundings of a call, with what lives as long as the server. */
export interface McpToolContext extends tools.ToolContext {
  readonly parts: McpServerParts;
}

/** A tool of this server; those of the core need less of their surroundings. */
export interface McpTool extends Omit<tools.ServerTool, 'call'> {
  readonly call: (input: unknown, context: McpToolContext) => Promise<tools.ToolAnswer<unknown>>;
}
