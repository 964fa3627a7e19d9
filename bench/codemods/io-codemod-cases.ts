/**
 * Cases that measure the codemods of I/O: each side of a fixture does its `work` in a fresh
 * process, which prints the milliseconds of the fastest repetition after warmup, without its
 * startup.
 */
import { join } from 'node:path';
import { ROOT } from '../built-package.ts';

/** A codemod with the two programs that are compared. */
export interface IoCodemodCase {
  readonly codemod: string;
  /** Description of one measurement, for the table. */
  readonly work: string;
  /** Needs PGHOST and PGUSER of a PostgreSQL in its environment. */
  readonly needsDatabase: boolean;
  /** Arguments of Node.js; stdout is the number of milliseconds. */
  readonly args: (side: 'before' | 'after') => readonly string[];
}

const RUNNER = join(ROOT, 'bench/codemods/codemod-fixture-child.ts');

function ioCase(
  codemod: string,
  work: string,
  { ending = 'js', needsDatabase = false } = {},
): IoCodemodCase {
  const folder = join(ROOT, 'test/fixtures/codemods', codemod);
  const args = (side: string) => [RUNNER, folder, `${side}.${ending}`, 'time'];
  return { codemod, work, needsDatabase, args };
}

const database = { needsDatabase: true };

/** One case for each codemod of `plugins/optimize/generators/io-codemods.ts`. */
export const IO_CODEMOD_CASES: readonly IoCodemodCase[] = [
  ioCase('parallel-awaits', '6 pages of three answers that take 10 ms each'),
  ioCase('query-in-loop', '200 rows by their key', database),
  ioCase('pool-per-call', '50 pages of two queries', database),
  ioCase('client-per-call', '50 pages of two queries', { ending: 'cjs', ...database }),
];
