/**
 * Adds up what `.ci/run` did: the tests of vitest's own JSON, and one for each other step. The last
 * line is `N passed, N failed`; the exit code tells whether anything failed or was not counted.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface VitestResult {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
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
  console.log(`tests: ${result.numPassedTests} of ${result.numTotalTests} passed`);
  // A file that cannot be loaded, or an error outside any test, fails without a test of its own.
  const told = steps.some(({ outcome, name }) => name === 'test' && outcome === 'passed');
  if (result.numFailedTests === 0 && !(result.success && told)) {
    failed += 1;
    console.log('failed: the test run as a whole');
  }
} else {
  failed += 1;
  console.log('failed: the tests left no result');
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
