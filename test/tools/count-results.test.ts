import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../repository/source-tree.ts';

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
    [join(ROOT, 'tools/count-results.ts'), folder],
    {
      encoding: 'utf8',
    },
  );
  return { text: stdout, last: stdout.trim().split('\n').at(-1) ?? '', status };
}

const STEPS = ['passed install', 'passed tests', 'passed lint'];

test('counts the tests and each other step', () => {
  const tests = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  expect(count(STEPS, tests)).toMatchObject({ last: '42 passed, 0 failed', status: 0 });
});

test('a failed test fails the run', () => {
  const tests = { success: false, numPassedTests: 39, numFailedTests: 1, numTotalTests: 40 };
  expect(count(['passed install', 'failed tests', 'passed lint'], tests)).toMatchObject({
    last: '41 passed, 1 failed',
    status: 1,
  });
});

test('a failed step fails the run', () => {
  const tests = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  expect(count(['passed install', 'passed tests', 'failed lint'], tests)).toMatchObject({
    last: '41 passed, 1 failed',
    status: 1,
  });
});

test('a test run that failed outside of any test fails the run', () => {
  const tests = { success: false, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  expect(count(['passed install', 'failed tests', 'passed lint'], tests)).toMatchObject({
    last: '42 passed, 1 failed',
    status: 1,
  });
});

test('an error outside of any test is told with its stack, where the reporter left it', () => {
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

test('tests that left no result fail the run', () => {
  expect(count(STEPS, null)).toMatchObject({ last: '2 passed, 1 failed', status: 1 });
});

test('tells at the end which tests failed, and why', () => {
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

describe('a test that failed beside others', () => {
  const FILE = join(process.cwd(), 'test/a.test.ts');
  const run = (status: string, name = FILE) => ({
    success: status === 'passed',
    numPassedTests: status === 'passed' ? 1 : 0,
    numFailedTests: status === 'passed' ? 0 : 1,
    numTotalTests: 1,
    testResults: [
      {
        name,
        status,
        assertionResults: [{ fullName: 'adds', status, failureMessages: ['expected 1, not 2'] }],
      },
    ],
  });
  const again = (status: string, name = FILE) => {
    writeFileSync(join(folder, 'vitest-alone.json'), JSON.stringify(run(status, name)));
    return count(['passed install', 'failed tests'], run('failed'));
  };

  test('counts as passed where it passed alone, and is told', () => {
    const { last, text, status } = again('passed');
    expect({ last, status }).toEqual({ last: '2 passed, 0 failed', status: 0 });
    expect(text).toContain(
      'passed alone, after it had failed beside others: test/a.test.ts: adds\nexpected 1, not 2',
    );
    expect(text).toContain('tests: 0 of 1 passed\n1 more passed when they ran alone');
  });

  test('has failed where it failed alone, or did not run', () => {
    expect(again('failed')).toMatchObject({ last: '1 passed, 1 failed', status: 1 });
    expect(again('passed', `${FILE}x`)).toMatchObject({ last: '1 passed, 1 failed', status: 1 });
  });

  test('does not excuse an error outside of any test', () => {
    const stray = [{ message: 'write EPIPE', stack: 'Error: write EPIPE', path: 'a.ts' }];
    writeFileSync(join(folder, 'stray-errors.json'), JSON.stringify({ reason: 'failed', stray }));
    expect(again('passed')).toMatchObject({ last: '2 passed, 1 failed', status: 1 });
  });
});

test('counts the proofs that ran beside the tests, and fails where they left nothing', () => {
  const tests = { success: true, numPassedTests: 40, numFailedTests: 0, numTotalTests: 40 };
  const steps = [...STEPS, 'passed proofs'];
  expect(count(steps, tests)).toMatchObject({ last: '42 passed, 1 failed', status: 1 });
  const proofs = { success: true, numPassedTests: 5, numFailedTests: 0, numTotalTests: 5 };
  writeFileSync(join(folder, 'vitest-proofs.json'), JSON.stringify(proofs));
  expect(count(steps, tests)).toMatchObject({ last: '47 passed, 0 failed', status: 0 });
});

test('names the tests of the quick set that are not quick', () => {
  const slow = { fullName: 'is slow', status: 'passed', duration: 15_400, failureMessages: [] };
  const quick = { fullName: 'is quick', status: 'passed', duration: 14_900, failureMessages: [] };
  const file = {
    name: join(process.cwd(), 'a.test.ts'),
    status: 'passed',
    assertionResults: [slow, quick],
  };
  const tests = { success: true, numPassedTests: 2, numFailedTests: 0, numTotalTests: 2 };
  const { text } = count(STEPS, { ...tests, testResults: [file] });
  expect(text).toContain('15 s, more than 15: a.test.ts: is slow');
  expect(text).not.toContain('is quick');
});
