import type { tools } from 'perf-harness/plugin';
import type { DoorParts } from './door-parts.ts';

/** Surroundings of a call, with what lives as long as the server. */
export interface DoorContext extends tools.ToolContext {
  readonly parts: DoorParts;
}

/** A tool of this server; those of the core need less of their surroundings. */
export interface Tool extends Omit<tools.ServerTool, 'call'> {
  readonly call: (input: unknown, context: DoorContext) => Promise<tools.ToolAnswer<unknown>>;
}
