/**
 * Adds up the results of `.ci/run`: tests and proofs from vitest's own JSON, and one result for
 * each other step. The last line is `N passed, N failed`; the exit code tells whether anything
 * failed or was not counted.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  fileSeconds,
  findBrokenFiles,
  listFailedTests,
  readVitestResult,
  type VitestResult,
} from './vitest-result.ts';

/** Characters of a failure that are shown again: logs are cut in the middle, never at the end. */
const SHOWN = 2_000;

/** Prints all failures again at the very end, where they are easy to find. */
function printFailures(result: VitestResult): void {
  for (const { name, assertionResults } of listFailedTests(result)) {
    for (const { fullName, failureMessages } of assertionResults) {
      console.log(`failed: ${relative(process.cwd(), name)}: ${fullName}`);
      console.log(failureMessages.join('\n').slice(0, SHOWN));
    }
  }
  for (const { name, message } of findBrokenFiles(result)) {
    console.log(`failed: ${relative(process.cwd(), name)} as a whole: ${message ?? ''}`);
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

/** Reads errors outside any test, as stored by tools/uncaught-vitest-errors-reporter.ts. */
function readStrayErrors(file: string): StrayErrors | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StrayErrors) : null;
}

function printStrayErrors({ reason, stray }: StrayErrors): void {
  console.log(`vitest ended as ${reason}, with ${stray.length} errors outside of any test`);
  for (const { message, stack, path } of stray) {
    const where = path ? relative(process.cwd(), path) : 'an unknown file';
    console.log(`error while ${where} ran: ${message ?? ''}`);
    console.log((stack ?? '').slice(0, SHOWN));
  }
}

const SLOWEST = 12;

/** Prints the slowest files, for use if the whole run takes too long. */
function printSlowest({ testResults = [] }: VitestResult): void {
  const timed = testResults
    .map((file) => ({ name: file.name, seconds: fileSeconds(file) }))
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

/** Steps whose tests are counted individually, with the names of vitest's results. */
const TEST_STEPS: Readonly<Record<string, string>> = {
  tests: 'vitest',
  package: 'vitest-package',
  proofs: 'vitest-proofs',
};

/** True for a failure of no test: a file that cannot be loaded, an error outside tests. */
function hasUnexplained(
  result: VitestResult,
  isStepPassed: boolean,
  strays: StrayErrors | null,
): boolean {
  const isUnexplained = result.numFailedTests === 0 && !(result.success && isStepPassed);
  return isUnexplained || findBrokenFiles(result).length > 0 || (strays?.stray.length ?? 0) > 0;
}

/** Counts the tests of one step, whose result is in `<result>.json`. */
function countTests(step: string, resultName: string, strays: StrayErrors | null): void {
  const result = readVitestResult(join(folder, `${resultName}.json`));
  const isPassed = outcomeOf(step) === 'passed';
  if (result === null) {
    // A change may affect no proofs; for the other steps, a missing result is a failure.
    if (step === 'proofs' && isPassed) return;
    failed += 1;
    console.log(`failed: the ${step} left no result`);
    return;
  }
  printSlowest(result);
  printFailures(result);
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  console.log(`${step}: ${result.numPassedTests} of ${result.numTotalTests} passed`);
  if (hasUnexplained(result, isPassed, strays)) {
    failed += 1;
    console.log(`failed: the run of ${step} as a whole`);
    if (strays !== null) printStrayErrors(strays);
  }
}

const outcomeOf = (step: string): string | undefined =>
  steps.find(({ name }) => name === step)?.outcome;

for (const { outcome, name } of steps) {
  if (name in TEST_STEPS) continue;
  if (outcome === 'passed') passed += 1;
  else {
    failed += 1;
    console.log(`failed: ${name}`);
  }
}
for (const [step, resultName] of Object.entries(TEST_STEPS)) {
  if (step !== 'tests' && outcomeOf(step) === undefined) continue;
  const strays = step === 'tests' ? readStrayErrors(join(folder, 'stray-errors.json')) : null;
  countTests(step, resultName, strays);
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
