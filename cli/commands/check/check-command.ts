import type { CoreCommand } from '../core-command-definition.ts';
import { CHECK_OPTIONS } from './check-options.ts';

/** `check` command, which looks for evidence in the files of the project. */
export const checkCommand: CoreCommand<typeof CHECK_OPTIONS> = {
  name: 'check',
  takes: '[checks...]',
  summary: 'what is documented, measured, budgeted and watched',
  description:
    'Looks in the files of the project for what an answer about performance rests on: a baseline, a profiled bottleneck, quantified impact, budgets that CI holds to, and monitoring. Nothing is measured, and nothing passes without a file that shows it.',
  examples: [
    'perf-harness check                  the five checks before an answer is given',
    'perf-harness check baseline impact  two of them',
    'perf-harness check --list           the ten of the final checklist',
    'perf-harness check --list --reporter junit=checklist.xml',
  ],
  options: CHECK_OPTIONS,
  run: async (call) =>
    (await import('./run-performance-checklist.ts')).runPerformanceChecklist(call),
};
