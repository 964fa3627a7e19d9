import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { BISECT_OPTIONS } from './bisect-options.ts';

/** `bisect`: which of many changes it was. */
export const bisectCommand: CoreCommand<typeof BISECT_OPTIONS> = {
  name: 'bisect',
  takes: '[ends...]',
  takesCommand: true,
  summary: 'find the change that caused a difference',
  description:
    'Takes a good commit, a bad commit and one scenario. Verifies that the two differ, searches where the next pair is most informative, and confirms the culprit against its parent with new pairs. Does not touch the repository.',
  examples: [
    'perf-harness bisect v1.2.0 main parse          which commit slowed it down',
    'perf-harness bisect --deps v1.2.0 main parse   which lockfile package',
    'perf-harness bisect --set POOL=5..10 --set CACHE=on..off parse',
    'perf-harness bisect v1.2.0 main -- node cli.js --version',
  ],
  options: BISECT_OPTIONS,
  run: async (call) => (await import('./run-bisect.ts')).runBisect(call),
};
