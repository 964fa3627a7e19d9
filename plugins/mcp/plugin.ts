import type { Plugin } from 'perf-harness/plugin';
import { mcp } from './command/commands.ts';

/** Serves tools, resources and prompts over the Model Context Protocol. */
export const plugin: Plugin = { name: 'mcp', apiVersion: 1, toolServer: mcp };
