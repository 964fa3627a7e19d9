import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/tables.ts';
import { type CoreCommand, defineCommand } from '../core-command.ts';
import { SAVE_OPTIONS } from './options.ts';

/** `baseline`: runs that are kept to compare with. */
export const baseline: CoreCommand = {
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
      options: SAVE_OPTIONS,
      run: async (call) => (await import('./run.ts')).saveBaseline(call),
    }),
    defineCommand({
      name: 'list',
      summary: 'list the baselines',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./run.ts')).listBaselines(call),
    }),
    defineCommand({
      name: 'show',
      takes: '<name>',
      summary: 'report the runs of a baseline',
      options: { ...PROJECT_OPTIONS, ...REPORT_OPTIONS },
      run: async (call) => (await import('./run.ts')).showBaseline(call),
    }),
    defineCommand({
      name: 'rm',
      takes: '<name>',
      summary: 'remove a baseline',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./run.ts')).removeBaseline(call),
    }),
    defineCommand({
      name: 'promote',
      takes: '<from> <to>',
      summary: 'make one baseline another, such as candidate main',
      options: PROJECT_OPTIONS,
      run: async (call) => (await import('./run.ts')).promoteBaseline(call),
    }),
  ],
};
