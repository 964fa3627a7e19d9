/** Selection of the tests that a change can affect: `npm run test:changed` and `npm run proofs`. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { findDependents, type ImportersByFile } from './import-graph.ts';

/** Tests of every change: packed package in foreign projects, repository rules, a real scenario. */
export const SMOKE_TESTS = ['test/repository/**/*.test.ts', 'test/scenarios/**/*.test.ts'];

/** Files that no test depends on. */
const WITHOUT_TESTS =
  /^(?:docs\/|bench\/results\/|test\/faults)|\.md$|^(?:LICENSE|\.gitignore|\.gitattributes)$/u;
/** Settings of the test runner, and modules that it loads before every test. */
const SETTINGS = /^(?:[^/]+\.config|test\/[^/]+)\.ts$/u;
/** Fixtures by the folder that tests name. */
const FIXTURE = /^test\/(?:fixtures|golden)\/[^/]+/u;
const TEST = /\.test\.ts$/u;

/**
 * Returns the test files that depend on a changed file, sorted; null if the change may affect all
 * tests: it concerns a setting, a dependency, or an unknown kind of file.
 * @param tests - All test files to choose from.
 */
export function findAffectedTests(
  changed: readonly string[],
  tests: readonly string[],
  importers: ImportersByFile,
  readText: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): readonly string[] | null {
  const modules: string[] = [];
  const fixtures = new Set<string>();
  for (const file of changed) {
    if (SETTINGS.test(file)) return null;
    const fixture = FIXTURE.exec(file)?.[0];
    if (importers.has(file)) modules.push(file);
    else if (fixture !== undefined) fixtures.add(fixture.replace('test/', ''));
    // A deleted test affects nothing; any other deleted module shows in its importers, which have
    // changed too.
    else if (!WITHOUT_TESTS.test(file) && !TEST.test(file)) return null;
  }
  const reached = findDependents(modules, importers);
  const names = (file: string): boolean => {
    const text = readText(file);
    return [...fixtures].some((fixture) => text.includes(fixture));
  };
  return tests
    .filter(
      (file) =>
        reached.has(file) ||
        SMOKE_TESTS.some((glob) => matchesGlob(file, glob)) ||
        (fixtures.size > 0 && names(file)),
    )
    .toSorted();
}

/**
 * Returns files that differ from a commit, uncommitted and untracked files included; null if the
 * change is unknown: no base was given, and HEAD is the branch that it would be merged into.
 * @param base - A commit; default: where HEAD diverged from the main branch of origin.
 */
export function listChangedFiles(base: string | undefined): readonly string[] | null {
  const head = git('rev-parse', 'HEAD')[0];
  const from = base ?? git('merge-base', 'HEAD', 'origin/HEAD')[0];
  const untracked = git('ls-files', '--others', '--exclude-standard');
  const differing = from === undefined ? [] : git('diff', '--name-only', '--no-renames', from);
  if (from === undefined) return null;
  if (base === undefined && from === head && differing.length + untracked.length === 0) return null;
  return [...differing, ...untracked];
}

function git(...args: readonly string[]): readonly string[] {
  const { status, stdout } = spawnSync('git', [...args], { encoding: 'utf8', maxBuffer: 1e8 });
  return status === 0 ? stdout.trim().split('\n').filter(Boolean) : [];
}
