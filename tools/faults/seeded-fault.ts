/** Faults planted one at a time, to see which of them the tests notice; docs/tests.md. */
import { readFileSync } from 'node:fs';

export const FAULTS_FILE = 'test/faults.json';

export interface SeededFault {
  readonly id: string;
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Effect of the fault; for drawn faults, the kind of mutation. */
  readonly what: string;
}

/** Outcome of a fault with one state of the tests. */
export interface FaultOutcome {
  readonly id: string;
  /** First test that failed only with the fault; null: none did. */
  readonly noticedBy: string | null;
  /** Number of test files that were run; `all`: the whole quick set. */
  readonly files: number | 'all';
}

export function readFaults(): readonly SeededFault[] {
  return JSON.parse(readFileSync(FAULTS_FILE, 'utf8')) as SeededFault[];
}

/** @throws if the text is missing or occurs more than once. */
export function plantFault(text: string, { id, file, find, replace }: SeededFault): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`fault ${id}: its place stands ${parts.length - 1} times in ${file}`);
  }
  return parts.join(replace);
}
