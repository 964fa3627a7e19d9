import { RESULT_SENDER_OPTIONS } from '../../options/plugin-contributed-options.ts';
import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { RUN_OPTIONS } from './run-options.ts';

/** `run`: measures scenarios, and offers other tasks on them. */
export const runCommandDefinition: CoreCommand<typeof RUN_OPTIONS> = {
  name: 'run',
  takes: '[targets...]',
  takesCommand: true,
  summary: 'measure scenarios and judge their budgets',
  description:
    'Measures scenarios and judges their budgets. Targets are files, folders, globs, scenario names or a URL; default: the scenarios in the configuration.',
  examples: [
    'perf-harness run --quick',
    'perf-harness run parse --reporter json=result.json',
    "perf-harness run 'scenarios/**/*.ts' --filter /users/",
    'perf-harness run --trials 20 -- node build.js',
    'perf-harness run http://127.0.0.1:3000/ --find-capacity',
  ],
  options: { ...RUN_OPTIONS, ...RESULT_SENDER_OPTIONS },
  run: async (call) => (await import('./execute-run-command.ts')).executeRunCommand(call),
};
