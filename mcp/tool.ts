import type { ServerTool, ToolAnswer, ToolContext } from '../registry/tools/server-tool.ts';
import type { DoorParts } from './door-parts.ts';

/** Surroundings of a call, with what lives as long as the server. */
export interface DoorContext extends ToolContext {
  readonly parts: DoorParts;
}

/** A tool of this server; those of the core need less of their surroundings. */
export interface Tool extends Omit<ServerTool, 'call'> {
  readonly call: (input: unknown, context: DoorContext) => Promise<ToolAnswer<unknown>>;
}
