/**
 * Adds up what `.ci/run` did: the tests of vitest's own JSON, and one for each other step. The last
 * line is `N passed, N failed`; the exit code tells whether anything failed or was not counted.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

interface VitestResult {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly message?: string;
    readonly status: string;
    readonly startTime?: number;
    readonly endTime?: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Characters of a failure that are shown again: logs are cut in the middle, never at the end. */
const SHOWN = 2_000;

/** What failed, at the very end, where it is found. */
function tellFailures({ testResults }: VitestResult): void {
  for (const { name, message, status, assertionResults } of testResults ?? []) {
    const failures = assertionResults.filter((one) => one.status === 'failed');
    for (const { fullName, failureMessages } of failures) {
      console.log(`failed: ${relative(process.cwd(), name)}: ${fullName}`);
      console.log(failureMessages.join('\n').slice(0, SHOWN));
    }
    if (status === 'failed' && failures.length === 0) {
      console.log(`failed: ${relative(process.cwd(), name)} as a whole: ${message ?? ''}`);
    }
  }
}

interface StrayErrors {
  readonly reason: string;
  readonly stray: readonly {
    readonly message?: string;
    readonly stack?: string;
    readonly path?: string;
  }[];
}

/** Errors outside of any test, as tools/stray-errors-reporter.ts has left them. */
function tellStrayErrors(file: string): void {
  if (!existsSync(file)) return;
  const { reason, stray } = JSON.parse(readFileSync(file, 'utf8')) as StrayErrors;
  console.log(`vitest ended as ${reason}, with ${stray.length} errors outside of any test`);
  for (const { message, stack, path } of stray) {
    const where = path ? relative(process.cwd(), path) : 'an unknown file';
    console.log(`error while ${where} ran: ${message ?? ''}`);
    console.log((stack ?? '').slice(0, SHOWN));
  }
}

const SLOWEST = 12;

/** The files that took longest: where to look when the whole takes too long. */
function tellSlowest({ testResults = [] }: VitestResult): void {
  const timed = testResults
    .map(({ name, startTime = 0, endTime = 0 }) => ({
      name,
      seconds: (endTime - startTime) / 1000,
    }))
    .sort((a, b) => b.seconds - a.seconds);
  for (const { name, seconds } of timed.slice(0, SLOWEST)) {
    console.log(`${seconds.toFixed(0).padStart(5)} s  ${relative(process.cwd(), name)}`);
  }
}

const folder = process.argv[2] ?? 'reports-out/ci';
const steps = readFileSync(join(folder, 'steps.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => ({ outcome: line.split(' ')[0], name: line.slice(line.indexOf(' ') + 1) }));

let passed = 0;
let failed = 0;

for (const { outcome, name } of steps) {
  if (name === 'test') continue;
  if (outcome === 'passed') passed += 1;
  else {
    failed += 1;
    console.log(`failed: ${name}`);
  }
}

const file = join(folder, 'vitest.json');
if (existsSync(file)) {
  const result = JSON.parse(readFileSync(file, 'utf8')) as VitestResult;
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  tellSlowest(result);
  tellFailures(result);
  console.log(`tests: ${result.numPassedTests} of ${result.numTotalTests} passed`);
  // A file that cannot be loaded, or an error outside any test, fails without a test of its own.
  const told = steps.some(({ outcome, name }) => name === 'test' && outcome === 'passed');
  if (result.numFailedTests === 0 && !(result.success && told)) {
    failed += 1;
    console.log('failed: the test run as a whole');
    tellStrayErrors(join(folder, 'stray-errors.json'));
  }
} else {
  failed += 1;
  console.log('failed: the tests left no result');
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
