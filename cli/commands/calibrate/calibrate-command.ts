import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { CALIBRATE_OPTIONS } from './calibrate-options.ts';

/** `calibrate`: the noise of this machine. */
export const calibrateCommand: CoreCommand<typeof CALIBRATE_OPTIONS> = {
  name: 'calibrate',
  takes: '[scenarios...]',
  takesCommand: true,
  summary: 'measure identical code against itself',
  description:
    'Measures the working tree against itself, and reports the spread of pairs on this machine and the smallest change that 10, 30 and 100 pairs can detect. compare and gate use the result.',
  examples: ['perf-harness calibrate', 'perf-harness calibrate parse --pairs 60'],
  options: CALIBRATE_OPTIONS,
  run: async (call) => (await import('./run-calibrate.ts')).runCalibrate(call),
};
