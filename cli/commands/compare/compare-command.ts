import { RESULT_SENDER_OPTIONS } from '../../options/plugin-contributed-options.ts';
import type { CoreCommand } from '../built-in-cli-command-definition.ts';
import { COMPARE_OPTIONS } from './compare-options.ts';

/** `compare` command, which compares two sides and gives a verdict. */
export const compareCommand: CoreCommand<typeof COMPARE_OPTIONS> = {
  name: 'compare',
  takes: '[sides...]',
  takesCommand: true,
  summary: 'measure two sides against each other',
  description:
    'Measures two sides live, in alternation, until the result is conclusive. A side is a git ref, a folder, or . for the working tree (the default head); records and baselines are compared as recorded. List scenarios (files, folders or names) after the sides.',
  examples: [
    'perf-harness compare main                      the working tree against main',
    'perf-harness compare v1.2.0 v1.3.0 parse       two tags, one scenario',
    'perf-harness compare --dep zod@3.23.8..4.0.0   a dependency, before and after',
    'perf-harness compare --node 24..26 -- node cli.js --version',
    'perf-harness compare baseline:main             stored runs, as recorded',
  ],
  options: { ...COMPARE_OPTIONS, ...RESULT_SENDER_OPTIONS },
  run: async (call) => {
    const { runCompare, runCompareForGitBisect } = await import('./run-compare.ts');
    return call.options.gitBisect ? runCompareForGitBisect(call) : runCompare(call);
  },
};
