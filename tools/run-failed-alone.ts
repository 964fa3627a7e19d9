/**
 * Runs the files with failed tests once more, one after another with nothing beside them, and leaves
 * vitest's JSON in `vitest-alone.json`. What measures real programs beside other tests on a shared
 * machine may fail for want of a core; what is broken fails alone too. tools/count-results.ts tells
 * both.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { failedTests, readVitestResult } from './vitest-result.ts';

/** Of more files, it is not the machine. */
const MOST_FILES = 12;
const TIMEOUT_MS = 4 * 60_000;

const folder = process.argv[2] ?? 'reports-out/ci';
const result = readVitestResult(join(folder, 'vitest.json'));
const files = result === null ? [] : failedTests(result).map(({ name }) => name);
if (files.length > 0 && files.length <= MOST_FILES) {
  const { signal } = spawnSync(
    join('node_modules', '.bin', 'vitest'),
    [
      'run',
      '--no-file-parallelism',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(folder, 'vitest-alone.json')}`,
      ...files,
    ],
    { stdio: 'inherit', timeout: TIMEOUT_MS },
  );
  if (signal !== null)
    console.error(`the tests that failed ran longer than ${TIMEOUT_MS} ms alone`);
}
