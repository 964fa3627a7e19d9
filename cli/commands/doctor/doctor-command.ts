import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { DOCTOR_OPTIONS } from './doctor-options.ts';

/** `doctor`: the tools, and the machine. */
export const doctorCommand: CoreCommand<typeof DOCTOR_OPTIONS> = {
  name: 'doctor',
  summary: 'list installed tools, and show how to install missing ones',
  description: 'Lists the tools that perf-harness uses, and reports how stable this machine is.',
  options: DOCTOR_OPTIONS,
  run: async (call) => (await import('./run-doctor.ts')).runDoctor(call),
};
