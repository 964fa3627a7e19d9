import {
  GATE_CHECK_OPTIONS,
  RESULT_SENDER_OPTIONS,
} from '../../options/plugin-contributed-options.ts';
import type { CoreCommand } from '../core-command-definition.ts';
import { GATE_OPTIONS } from './gate-options.ts';

/** `gate` command, which CI runs. */
export const gateCommand: CoreCommand<typeof GATE_OPTIONS> = {
  name: 'gate',
  takes: '[scenarios...]',
  takesCommand: true,
  summary: 'hold a change to its budgets and against its base',
  description:
    'Judges budgets, and measures the working tree against a base commit: where a pull request leaves its target, else where the branch leaves the default branch, or on that the commit before. Says of each verdict how to see it again.',
  examples: [
    'perf-harness gate                           against where the branch left main',
    'perf-harness gate --base v1.2.0 parse       one scenario, against a tag',
    'perf-harness gate --report-only             tell, and always exit with 0',
    'perf-harness gate --baseline main           against stored runs',
    'perf-harness gate -- node cli.js            a command',
    'perf-harness gate --reporter github --reporter comment=comment.md',
  ],
  options: { ...GATE_OPTIONS, ...GATE_CHECK_OPTIONS, ...RESULT_SENDER_OPTIONS },
  run: async (call) => (await import('./run-gate.ts')).runGate(call),
};
