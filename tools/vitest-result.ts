import { existsSync, readFileSync } from 'node:fs';

/** Fields of vitest's JSON that are read here. */
export interface VitestResult {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numTotalTests: number;
  readonly testResults?: readonly VitestFile[];
}

export interface VitestFile {
  readonly name: string;
  readonly message?: string;
  readonly status: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly assertionResults: readonly VitestTest[];
}

export interface VitestTest {
  readonly fullName: string;
  readonly status: string;
  /** Milliseconds. */
  readonly duration?: number;
  readonly failureMessages: readonly string[];
}

/** Returns the result; null if vitest left none. */
export function readVitestResult(file: string): VitestResult | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as VitestResult) : null;
}

/** Files that failed without any of their tests. */
export function findBrokenFiles({ testResults = [] }: VitestResult): readonly VitestFile[] {
  return testResults.filter(
    (file) =>
      file.status === 'failed' &&
      file.assertionResults.every((assertionResult) => assertionResult.status !== 'failed'),
  );
}

/** Returns the duration of a file, from its first test to its last. */
export function fileSeconds({ startTime = 0, endTime = 0 }: VitestFile): number {
  return (endTime - startTime) / 1_000;
}

/** Returns the failed tests of a run, file by file. */
export function listFailedTests({ testResults = [] }: VitestResult): readonly VitestFile[] {
  return testResults.flatMap((file) => {
    const assertionResults = file.assertionResults.filter(({ status }) => status === 'failed');
    return assertionResults.length === 0 ? [] : [{ ...file, assertionResults }];
  });
}
