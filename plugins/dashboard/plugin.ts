import type { Plugin } from 'perf-harness/plugin';
import { serve } from './command/commands.ts';

/** Shows what a project has measured in a browser, and takes field data. */
export const plugin: Plugin = { name: 'dashboard', apiVersion: 1, commands: [serve] };
