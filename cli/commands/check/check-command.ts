import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { CHECK_OPTIONS } from './check-options.ts';

/** `check` command, which looks for evidence in the files of the project. */
export const checkCommand: CoreCommand<typeof CHECK_OPTIONS> = {
  name: 'check',
  takes: '[checks...]',
  summary: 'check documentation, measurements, budgets and monitoring',
  description:
    'Searches the project files for the evidence behind a performance claim: a baseline, a profiled bottleneck, quantified impact, budgets enforced in CI, and monitoring. Measures nothing; a check passes only with a file that proves it.',
  examples: [
    'perf-harness check                  the five checks before claiming a gain',
    'perf-harness check baseline impact  two of the checks',
    'perf-harness check --list           the ten-point final checklist',
    'perf-harness check --list --reporter junit=checklist.xml',
  ],
  options: CHECK_OPTIONS,
  run: async (call) =>
    (await import('./run-performance-checklist.ts')).runPerformanceChecklist(call),
};
