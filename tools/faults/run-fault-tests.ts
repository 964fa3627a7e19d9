/** Runs tests on a tree with a planted fault. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { findBrokenFiles, listFailedTests, readVitestResult } from '../vitest-result.ts';
import { plantFault, type SeededFault } from './seeded-fault.ts';

const REPORT = 'reports-out/faults-vitest.json';
const LIMIT_MS = 20 * 60_000;
/** Generous limit, since a test that is late on a busy machine has not noticed a fault. */
const TEST_LIMIT_MS = 240_000;

/** A failed test and its file; a run that left no result, or did not end, counts as one. */
export interface FailedTest {
  /** Path relative to the root; null: the whole run failed. */
  readonly file: string | null;
  readonly name: string;
}

/** @param files - Test files; empty: the whole set. */
export function findFailedTests(
  config: string,
  files: readonly string[],
  { bail = true } = {},
): readonly FailedTest[] {
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=json', `--outputFile.json=${REPORT}`];
  const limit = `--testTimeout=${TEST_LIMIT_MS}`;
  const stop = bail ? ['--bail=1'] : [];
  const { signal } = spawnSync(
    // The vitest of this tree, whatever is on the PATH.
    'node_modules/.bin/vitest',
    ['run', '--config', config, limit, ...stop, '--passWithNoTests', ...reporters, ...files],
    { stdio: 'ignore', timeout: LIMIT_MS, env: { ...process.env, CI: '' } },
  );
  if (signal !== null) return [{ file: null, name: '(the tests did not end)' }];
  const result = readVitestResult(REPORT);
  if (result === null) return [{ file: null, name: '(the tests could not run)' }];
  const here = (name: string): string => relative('', name);
  return [
    ...listFailedTests(result).flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName }) => ({ file: here(name), name: fullName })),
    ),
    ...findBrokenFiles(result).map(({ name }) => ({
      file: here(name),
      name: '(a test file could not be loaded)',
    })),
  ];
}

/** Calls with these faults in the tree, which are of different files, and takes them out again. */
export function withPlantedFaults<T>(faults: readonly SeededFault[], call: () => T): T {
  const texts = faults.map(({ file }) => readFileSync(file, 'utf8'));
  try {
    for (const [index, fault] of faults.entries()) {
      writeFileSync(fault.file, plantFault(texts[index] ?? '', fault));
    }
    return call();
  } finally {
    for (const [index, { file }] of faults.entries()) writeFileSync(file, texts[index] ?? '');
  }
}
