import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ROOT } from '../repository/read-repository-sources.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'count-results-'));
});

/** Counts the results of these steps and files; returns the output, its last line and the exit code. */
function count(
  steps: readonly string[],
  files: Readonly<Record<string, object>>,
): { last: string; text: string; status: number | null } {
  writeFileSync(join(folder, 'steps.txt'), `${steps.join('\n')}\n`);
  for (const [name, value] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(value));
  }
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'tools/summarize-ci-results.ts'), folder],
    { encoding: 'utf8' },
  );
  return { text: stdout, last: stdout.trim().split('\n').at(-1) ?? '', status };
}

const PASSED = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
const PROOFS = { success: true, numPassedTests: 5, numFailedTests: 0, numTotalTests: 5 };

test.each([
  [
    'counts the tests, the proofs and each other step',
    ['passed install', 'passed tests', 'passed lint', 'passed proofs'],
    { vitest: PASSED, 'vitest-proofs': PROOFS },
    { last: '47 passed, 0 failed', status: 0 },
  ],
  [
    'fails the run when a step or the proofs failed without a result',
    ['passed tests', 'failed lint', 'failed proofs'],
    { vitest: PASSED },
    { last: '40 passed, 2 failed', status: 1 },
  ],
  [
    'fails the run when the tests left no result',
    ['passed install', 'passed tests'],
    {},
    { last: '1 passed, 1 failed', status: 1 },
  ],
])('count-results %s', (_, steps, files, counted) => {
  expect(count(steps, files)).toMatchObject(counted);
});

test('count-results fails the run for an error outside of any test, and prints its stack', () => {
  const stray = [
    { message: 'write EPIPE', stack: 'Error: write EPIPE\n    at x.ts:1:1', path: 'a.ts' },
  ];
  const { text, last } = count(['passed install', 'failed tests'], {
    vitest: { ...PASSED, success: false },
    'stray-errors': { reason: 'failed', stray },
  });
  expect(last).toBe('41 passed, 1 failed');
  expect(text).toContain('1 errors outside of any test');
  expect(text).toMatch(
    /error while \S*a\.ts ran: write EPIPE\nError: write EPIPE\n {4}at x\.ts:1:1/,
  );
});

test('count-results prints which tests failed and why', () => {
  const testResults = [
    {
      name: join(process.cwd(), 'test/a.test.ts'),
      status: 'failed',
      assertionResults: [
        { fullName: 'adds numbers', status: 'passed', failureMessages: [] },
        { fullName: 'takes them away', status: 'failed', failureMessages: ['expected 1, not 2'] },
      ],
    },
    {
      name: join(process.cwd(), 'test/b.test.ts'),
      status: 'failed',
      message: 'cannot load',
      assertionResults: [],
    },
  ];
  const { text, status } = count(['passed install', 'failed tests'], {
    vitest: { success: false, numPassedTests: 1, numFailedTests: 1, numTotalTests: 2, testResults },
  });
  expect(status).toBe(1);
  expect(text).toContain('failed: test/a.test.ts: takes them away\nexpected 1, not 2\n');
  expect(text).toContain('failed: test/b.test.ts as a whole: cannot load');
  expect(text).not.toContain('adds numbers');
});
