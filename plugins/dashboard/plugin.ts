import type { Plugin } from 'perf-harness/plugin';
import { serve } from './command/commands.ts';

/** Plugin that shows a project's measurements in a browser and collects field data. */
export const plugin: Plugin = { name: 'dashboard', apiVersion: 1, commands: [serve] };
