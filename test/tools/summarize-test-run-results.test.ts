import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../repository/read-repository-sources.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'count-results-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function count(
  steps: readonly string[],
  tests: object | null,
): { last: string; text: string; status: number | null } {
  writeFileSync(join(folder, 'steps.txt'), `${steps.join('\n')}\n`);
  if (tests !== null) writeFileSync(join(folder, 'vitest.json'), JSON.stringify(tests));
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'tools/summarize-ci-results.ts'), folder],
    {
      encoding: 'utf8',
    },
  );
  return { text: stdout, last: stdout.trim().split('\n').at(-1) ?? '', status };
}

const STEPS = ['passed install', 'passed tests', 'passed lint'];

test('count-results counts the tests and each other step', () => {
  const tests = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  expect(count(STEPS, tests)).toMatchObject({ last: '42 passed, 0 failed', status: 0 });
});

test('count-results fails the run when a test failed', () => {
  const tests = { success: false, numPassedTests: 39, numFailedTests: 1, numTotalTests: 40 };
  expect(count(['passed install', 'failed tests', 'passed lint'], tests)).toMatchObject({
    last: '41 passed, 1 failed',
    status: 1,
  });
});

test('count-results fails the run when a step failed', () => {
  const tests = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  expect(count(['passed install', 'passed tests', 'failed lint'], tests)).toMatchObject({
    last: '41 passed, 1 failed',
    status: 1,
  });
});

test('count-results fails the run when vitest failed outside of any test', () => {
  const tests = { success: false, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  expect(count(['passed install', 'failed tests', 'passed lint'], tests)).toMatchObject({
    last: '42 passed, 1 failed',
    status: 1,
  });
});

test('count-results prints the stack of an error outside of any test', () => {
  const stray = [
    { message: 'write EPIPE', stack: 'Error: write EPIPE\n    at x.ts:1:1', path: 'a.ts' },
  ];
  writeFileSync(join(folder, 'stray-errors.json'), JSON.stringify({ reason: 'failed', stray }));
  const tests = { success: false, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  const { text } = count(['passed install', 'failed tests'], tests);
  expect(text).toContain('1 errors outside of any test');
  expect(text).toMatch(
    /error while \S*a\.ts ran: write EPIPE\nError: write EPIPE\n {4}at x\.ts:1:1/,
  );
});

test('count-results fails the run when the tests left no result', () => {
  expect(count(STEPS, null)).toMatchObject({ last: '2 passed, 1 failed', status: 1 });
});

test('count-results prints which tests failed and why', () => {
  const { text } = count(STEPS, {
    success: false,
    numPassedTests: 1,
    numFailedTests: 1,
    numTotalTests: 2,
    testResults: [
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
    ],
  });
  expect(text).toContain('failed: test/a.test.ts: takes them away\nexpected 1, not 2\n');
  expect(text).toContain('failed: test/b.test.ts as a whole: cannot load');
  expect(text).not.toContain('adds numbers');
});

test('count-results counts proofs next to tests, failing only if failed proofs left no result', () => {
  const tests = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  const steps = [...STEPS, 'passed proofs'];
  expect(count(steps, tests)).toMatchObject({ last: '42 passed, 0 failed', status: 0 });
  expect(count([...STEPS, 'failed proofs'], tests)).toMatchObject({
    last: '42 passed, 1 failed',
    status: 1,
  });
  const proofs = { success: true, numPassedTests: 5, numFailedTests: 0, numTotalTests: 5 };
  writeFileSync(join(folder, 'vitest-proofs.json'), JSON.stringify(proofs));
  expect(count(steps, tests)).toMatchObject({ last: '47 passed, 0 failed', status: 0 });
});
