import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';

/** Test runners with the words that run all tests once. */
const RUNNERS: readonly (readonly [program: string, words: string])[] = [
  ['vitest', 'vitest run'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['ava', 'ava'],
];

/**
 * Returns shell commands that run the tests without what a test script does beside them. Watched
 * modules end with added code, at which linters and type checkers fail before a test has run.
 */
export function findTestRunnerCommands(
  { isFile }: Pick<Files, 'isFile'>,
  root: string,
): readonly string[] {
  return RUNNERS.flatMap(([program, words]) => {
    const isInstalled = isFile(join(root, 'node_modules/.bin', program));
    return isInstalled ? [`npm exec --offline --call ${JSON.stringify(words)}`] : [];
  });
}
