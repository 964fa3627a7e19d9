import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/shared-command-options.ts';
import { type CoreCommand, defineCommand } from '../built-in-cli-command-definition.ts';
import { BASELINE_SAVE_OPTIONS } from './baseline-options.ts';

/** `baseline` command, which manages stored runs for comparisons. */
export const baselineCommand: CoreCommand = {
  name: 'baseline',
  summary: 'save, list, show, remove or promote baselines',
  description: 'Named sets of runs to compare with later; meant to be committed.',
  examples: ['perf-harness baseline save main', 'perf-harness baseline promote candidate main'],
  options: {},
  commands: [
    defineCommand({
      name: 'save',
      takes: '[name]',
      summary: 'save the newest run of each scenario (default name: main)',
      options: BASELINE_SAVE_OPTIONS,
      run: async (call) => (await import('./manage-baselines.ts')).saveBaseline(call),
    }),
    defineCommand({
      name: 'list',
      summary: 'list the baselines',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-baselines.ts')).listBaselines(call),
    }),
    defineCommand({
      name: 'show',
      takes: '<name>',
      summary: 'show the runs in a baseline',
      options: { ...PROJECT_OPTIONS, ...REPORT_OPTIONS },
      run: async (call) => (await import('./manage-baselines.ts')).showBaseline(call),
    }),
    defineCommand({
      name: 'rm',
      takes: '<name>',
      summary: 'remove a baseline',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-baselines.ts')).removeBaseline(call),
    }),
    defineCommand({
      name: 'promote',
      takes: '<from> <to>',
      summary: 'copy one baseline over another, such as candidate over main',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./manage-baselines.ts')).promoteBaseline(call),
    }),
  ],
};
