import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { SAVED_REPORT_OPTIONS } from './report-command-options.ts';

/** `report`: saved records, rendered again. */
export const reportCommand: CoreCommand<typeof SAVED_REPORT_OPTIONS> = {
  name: 'report',
  takes: '[records...]',
  summary: 'render saved records again',
  description: 'Renders saved records, specified by ID, ID prefix, file, or latest (default).',
  examples: ['perf-harness report --list', 'perf-harness report latest --reporter markdown'],
  options: SAVED_REPORT_OPTIONS,
  run: async (call) => (await import('./run-report.ts')).runReport(call),
};
