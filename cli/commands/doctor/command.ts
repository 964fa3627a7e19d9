import type { CoreCommand } from '../core-command.ts';
import { DOCTOR_OPTIONS } from './options.ts';

/** `doctor`: the tools, and the machine. */
export const doctor: CoreCommand<typeof DOCTOR_OPTIONS> = {
  name: 'doctor',
  summary: 'what is found here, and how to install what is missing',
  description: 'Lists the tools that perf-harness uses, and how steady this machine is.',
  options: DOCTOR_OPTIONS,
  run: async (call) => (await import('./run.ts')).runDoctor(call),
};
