import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/tables.ts';
import type { CoreCommand } from '../core-command.ts';
import { SAVE_OPTIONS } from './options.ts';

const save: CoreCommand<typeof SAVE_OPTIONS> = {
  name: 'save',
  takes: '[name]',
  summary: 'save the newest run of each scenario (default name: main)',
  options: SAVE_OPTIONS,
  run: async (call) => (await import('./run.ts')).saveBaseline(call),
};

const list: CoreCommand<typeof PROJECT_OPTIONS> = {
  name: 'list',
  summary: 'list the baselines',
  options: PROJECT_OPTIONS,
  run: async (call) => (await import('./run.ts')).listBaselines(call),
};

const SHOW_OPTIONS = { ...PROJECT_OPTIONS, ...REPORT_OPTIONS };

const show: CoreCommand<typeof SHOW_OPTIONS> = {
  name: 'show',
  takes: '<name>',
  summary: 'report the runs of a baseline',
  options: SHOW_OPTIONS,
  run: async (call) => (await import('./run.ts')).showBaseline(call),
};

const remove: CoreCommand<typeof PROJECT_OPTIONS> = {
  name: 'rm',
  takes: '<name>',
  summary: 'remove a baseline',
  options: PROJECT_OPTIONS,
  run: async (call) => (await import('./run.ts')).removeBaseline(call),
};

const promote: CoreCommand<typeof PROJECT_OPTIONS> = {
  name: 'promote',
  takes: '<from> <to>',
  summary: 'make one baseline another, such as candidate main',
  options: PROJECT_OPTIONS,
  run: async (call) => (await import('./run.ts')).promoteBaseline(call),
};

/** `baseline`: runs that are kept to compare with. */
export const baseline: CoreCommand = {
  name: 'baseline',
  summary: 'save, list, show, remove or promote baselines',
  description: 'Named sets of runs to compare with later; meant to be committed.',
  examples: ['perf-harness baseline save main', 'perf-harness baseline promote candidate main'],
  options: {},
  commands: [save, list, show, remove, promote],
};
