import {
  GATE_CHECK_OPTIONS,
  RESULT_SENDER_OPTIONS,
} from '../../options/plugin-contributed-options.ts';
import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { GATE_OPTIONS } from './gate-options.ts';

/** `gate` command, which CI runs. */
export const gateCommand: CoreCommand<typeof GATE_OPTIONS> = {
  name: 'gate',
  takes: '[scenarios...]',
  takesCommand: true,
  summary: 'check a change against its budgets and its base',
  description:
    "Judges budgets, and measures the working tree against a base commit. The default base is the merge base with the pull request's target branch, or otherwise with the default branch; on the default branch itself, it is the previous commit. Shows how to reproduce each verdict.",
  examples: [
    'perf-harness gate                           against the merge base with main',
    'perf-harness gate --base v1.2.0 parse       one scenario, against a tag',
    'perf-harness gate --report-only             report; always exit with code 0',
    'perf-harness gate --baseline main           against stored runs',
    'perf-harness gate -- node cli.js            a command',
    'perf-harness gate --reporter github --reporter comment=comment.md',
  ],
  options: { ...GATE_OPTIONS, ...GATE_CHECK_OPTIONS, ...RESULT_SENDER_OPTIONS },
  run: async (call) => (await import('./run-gate.ts')).runGate(call),
};
