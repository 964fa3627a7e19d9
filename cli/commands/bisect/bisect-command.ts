import type { CoreCommand } from '../core-command-definition.ts';
import { BISECT_OPTIONS } from './bisect-options.ts';

/** `bisect`: which of many changes it was. */
export const bisectCommand: CoreCommand<typeof BISECT_OPTIONS> = {
  name: 'bisect',
  takes: '[ends...]',
  takesCommand: true,
  summary: 'find the change that made the difference',
  description:
    'Takes a good commit, a bad one and one scenario. Shows that the two differ, searches where the next pair says most, and confirms the culprit against its parent on fresh pairs. Nothing of the repository is touched.',
  examples: [
    'perf-harness bisect v1.2.0 main parse          which commit slowed it down',
    'perf-harness bisect --deps v1.2.0 main parse   which package of the lockfile',
    'perf-harness bisect --set POOL=5..10 --set CACHE=on..off parse',
    'perf-harness bisect v1.2.0 main -- node cli.js --version',
  ],
  options: BISECT_OPTIONS,
  run: async (call) => (await import('./run-bisect.ts')).runBisect(call),
};
