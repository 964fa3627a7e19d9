import type { CoreCommand } from '../core-command-definition.ts';
import { DOCTOR_OPTIONS } from './doctor-options.ts';

/** `doctor`: the tools, and the machine. */
export const doctorCommand: CoreCommand<typeof DOCTOR_OPTIONS> = {
  name: 'doctor',
  summary: 'list installed tools, and how to install missing tools',
  description: 'Lists the tools that perf-harness uses and the stability of this machine.',
  options: DOCTOR_OPTIONS,
  run: async (call) => (await import('./run-doctor.ts')).runDoctor(call),
};
