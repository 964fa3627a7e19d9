import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { PROFILE_OPTIONS } from './profile-options.ts';

/** `profile` command, which shows where the time goes. */
export const profileCommand: CoreCommand<typeof PROFILE_OPTIONS> = {
  name: 'profile',
  takes: '[targets...]',
  takesCommand: true,
  summary: 'show where the time of a scenario goes',
  description:
    'Takes CPU profiles of one scenario in several fresh processes, including all their threads and Node.js child processes, and reports the share of each function with an interval. Also measures the overhead of profiling.',
  examples: [
    'perf-harness profile parse                     where the time of "parse" goes',
    'perf-harness profile parse --reporter html=profile.html',
    'perf-harness profile parse --kind heap         what allocated retained memory',
    'perf-harness profile api --kind waits          what waits for what',
    'perf-harness profile -- node build.js          a command',
    'perf-harness profile --pid 4711 --duration 5s  a running process',
    'perf-harness profile CPU.cpuprofile            an existing profile',
    'perf-harness profile parse --export speedscope=parse.speedscope.json',
    'perf-harness profile parse --diff main         what changed since main',
    'perf-harness profile --diff a.cpuprofile b.cpuprofile',
  ],
  options: PROFILE_OPTIONS,
  run: async (call) => (await import('./run-profile.ts')).runProfile(call),
};
