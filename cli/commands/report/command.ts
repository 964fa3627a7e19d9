import type { CoreCommand } from '../core-command.ts';
import { SAVED_OPTIONS } from './options.ts';

/** `report`: saved records, rendered again. */
export const report: CoreCommand<typeof SAVED_OPTIONS> = {
  name: 'report',
  takes: '[records...]',
  summary: 'render saved records again',
  description: 'Renders saved records: identifiers, their beginnings, files, or latest (default).',
  examples: ['perf-harness report --list', 'perf-harness report latest --reporter markdown'],
  options: SAVED_OPTIONS,
  run: async (call) => (await import('./run.ts')).runReport(call),
};
