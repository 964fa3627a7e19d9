import { join } from 'node:path';
import type { Files } from 'perf-harness/plugin';
import { type PackageScripts, readPackageScripts } from './read-package-scripts.ts';

/** Test runners with the words that run all tests once. */
const RUNNERS: readonly (readonly [program: string, words: string])[] = [
  ['vitest', 'vitest run'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['ava', 'ava'],
];
/** Programs of test scripts that check text, types or packages and run no test. */
const CHECKERS =
  /^(?:npx )?(?:eslint|tsc|vue-tsc|prettier|biome|xo|standard|semistandard|ts-standard|oxlint|jshint|tslint|tsd|dtslint|size-limit|publint|attw|knip|flow|cspell|markdownlint|git|echo|rimraf|rm)\b/u;
const RUNS_SCRIPT = /^(?:npm|pnpm|yarn|bun)(?: run| -s| --silent)* ([\w:.-]+)$/u;
const RUNS_SCRIPTS = /^(?:run-s|run-p|npm-run-all)\b(.*)$/u;
/** Scripts that call each other, at the most. */
const MOST_DEPTH = 4;

/**
 * Returns shell commands that run the tests without what a test script does beside them. Watched
 * modules end with added code, at which linters and type checkers fail before a test has run.
 * @param testCommand - The command that ran no test, such as `npm test`.
 */
export function findTestRunnerCommands(
  files: Pick<Files, 'isFile' | 'read'>,
  root: string,
  testCommand: string,
): readonly string[] {
  const scripts = readPackageScripts(files, root);
  const name = RUNS_SCRIPT.exec(
    testCommand.replace(/^npx (?:-y )?(?=\S+@)/u, '').replace(/@\S+/u, ''),
  );
  const parts = listCommands(scripts, name?.[1] ?? 'test', MOST_DEPTH);
  const tests = parts.filter((part) => !CHECKERS.test(part));
  const installed = RUNNERS.flatMap(([program, words]) =>
    files.isFile(join(root, 'node_modules/.bin', program)) ? [words] : [],
  );
  const own = tests.length === 0 ? [] : [tests.join(' && ')];
  return [...own, ...installed].map(
    (words) => `npm exec --offline --call ${JSON.stringify(words)}`,
  );
}

/** Lists the commands of a script in their order, those of scripts that it calls in their place. */
function listCommands(scripts: PackageScripts, name: string, depth: number): readonly string[] {
  const script = scripts[name];
  if (typeof script !== 'string' || depth === 0) return [];
  return script.split(/&&|;/u).flatMap((part) => {
    const command = part.trim();
    const called = RUNS_SCRIPT.exec(command)?.[1];
    if (called !== undefined && called in scripts) return listCommands(scripts, called, depth - 1);
    const several = RUNS_SCRIPTS.exec(command)?.[1];
    if (several === undefined) return command === '' ? [] : [command];
    return several.split(/\s+/u).flatMap((word) => listCommands(scripts, word, depth - 1));
  });
}
