import { join } from 'node:path';
import { type Files, type Host, measure, storage } from 'perf-harness/plugin';

/** Test runners with the words that run all tests once. */
const RUNNERS: readonly (readonly [program: string, words: string])[] = [
  ['vitest', 'vitest run'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['ava', 'ava'],
];
/** A compiler reports the added code as an error, and no test after it runs. */
const COMPILES = /^(?:npx )?tsc\b/u;
const RUNS_SCRIPT = /^(?:npm|pnpm|yarn|bun)(?: run| -s| --silent)* ([\w:.-]+)$/u;

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
  const commands = measure.listScriptCommands(scripts, findRunScript(testCommand) ?? 'test');
  const tests = commands.filter((command) => !COMPILES.test(command));
  const installed = RUNNERS.flatMap(([program, words]) =>
    files.isFile(join(root, 'node_modules/.bin', program)) ? [words] : [],
  );
  const own = tests.length === 0 ? [] : [tests.join(' && ')];
  return [...own, ...installed].map(
    (words) => `npm exec --offline --call ${JSON.stringify(words)}`,
  );
}

type PackageScripts = Readonly<Record<string, string>>;

/** Reads the scripts of a project; none where its `package.json` is missing or damaged. */
export function readPackageScripts(
  { read }: Pick<Host['files'], 'read'>,
  root: string,
): PackageScripts {
  const manifest = storage.tryParseJson(read(join(root, 'package.json')));
  return (manifest as { readonly scripts?: PackageScripts } | null | undefined)?.scripts ?? {};
}

/** Returns the script of package.json that a command such as `npm test` runs; null: it runs none. */
export function findRunScript(command: string): string | null {
  const plain = command.replace(/^npx (?:-y )?(?=\S+@)/u, '').replace(/@\S+/u, '');
  return RUNS_SCRIPT.exec(plain)?.[1] ?? null;
}
