import type { CoreCommand } from '../core-command-definition.ts';
import { PROFILE_OPTIONS } from './profile-options.ts';

/** `profile` command, which shows where the time goes. */
export const profileCommand: CoreCommand<typeof PROFILE_OPTIONS> = {
  name: 'profile',
  takes: '[targets...]',
  takesCommand: true,
  summary: 'show where the time of a scenario goes',
  description:
    'Takes CPU profiles of one scenario in several fresh processes, with all of their threads and child processes that are Node.js, and says which functions take how much, with an interval. What profiling costs is measured beside it.',
  examples: [
    'perf-harness profile parse                     where the time of "parse" goes',
    'perf-harness profile parse --reporter html=profile.html',
    'perf-harness profile parse --kind heap         who allocated what is left',
    'perf-harness profile api --kind waits          who waits for what',
    'perf-harness profile -- node build.js          a command',
    'perf-harness profile --pid 4711 --duration 5s  a process that runs',
    'perf-harness profile CPU.cpuprofile            a profile that was taken before',
    'perf-harness profile parse --export speedscope=parse.speedscope.json',
    'perf-harness profile parse --diff main         what changed since main',
    'perf-harness profile --diff a.cpuprofile b.cpuprofile',
  ],
  options: PROFILE_OPTIONS,
  run: async (call) => (await import('./run-profile.ts')).runProfile(call),
};
