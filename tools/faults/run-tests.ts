/** Runs tests over a tree that has a fault planted in it. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, relative } from 'node:path';
import { brokenFiles, failedTests, readVitestResult } from '../vitest-result.ts';
import { type Fault, type Outcome, plantIn } from './fault.ts';

/** A line for each fault; the last one of an id holds. */
const RESULTS = 'test/faults-noticed.jsonl';
const REPORT = 'reports-out/faults-vitest.json';
const LIMIT_MS = 20 * 60_000;

/** A test that failed, and its file; a run that left no result, or did not end, is one of its own. */
export interface FailedTest {
  /** From the root; null: it was the whole run. */
  readonly file: string | null;
  readonly name: string;
}

/** @param files - Test files; none: all of the set. */
export function failures(
  config: string,
  files: readonly string[],
  { bail = true } = {},
): readonly FailedTest[] {
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=json', `--outputFile.json=${REPORT}`];
  const stop = bail ? ['--bail=1'] : [];
  const { signal } = spawnSync(
    'vitest',
    ['run', '--config', config, ...stop, '--passWithNoTests', ...reporters, ...files],
    { stdio: 'ignore', timeout: LIMIT_MS, env: { ...process.env, CI: '' } },
  );
  if (signal !== null) return [{ file: null, name: '(the tests did not end)' }];
  const result = readVitestResult(REPORT);
  if (result === null) return [{ file: null, name: '(the tests could not run)' }];
  const here = (name: string): string => relative('', name);
  return [
    ...failedTests(result).flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName }) => ({ file: here(name), name: fullName })),
    ),
    ...brokenFiles(result).map(({ name }) => ({
      file: here(name),
      name: '(a test file could not be loaded)',
    })),
  ];
}

/** Calls with these faults in the tree, which are of different files, and takes them out again. */
export function withPlanted<T>(faults: readonly Fault[], call: () => T): T {
  const texts = faults.map(({ file }) => readFileSync(file, 'utf8'));
  try {
    for (const [index, fault] of faults.entries()) {
      writeFileSync(fault.file, plantIn(texts[index] ?? '', fault));
    }
    return call();
  } finally {
    for (const [index, { file }] of faults.entries()) writeFileSync(file, texts[index] ?? '');
  }
}

/** What has been found so far, by id. */
export function readOutcomes(): ReadonlyMap<string, Outcome> {
  if (!existsSync(RESULTS)) return new Map();
  const lines = readFileSync(RESULTS, 'utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Outcome).map((one) => [one.id, one]));
}

export function writeOutcome(outcome: Outcome): void {
  mkdirSync(dirname(RESULTS), { recursive: true });
  appendFileSync(RESULTS, `${JSON.stringify(outcome)}\n`);
  console.log(`${outcome.id}: ${outcome.noticedBy ?? 'not noticed'}`);
}
