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
  /** `processor time`: of client and server, used where a gain is not visible without a network. */
  readonly measures: 'wall time' | 'processor time';
  /** Needs PGHOST and PGUSER of a PostgreSQL in its environment. */
  readonly needsDatabase: boolean;
  /** Arguments of Node.js; stdout is the number of milliseconds. */
  readonly args: (side: 'before' | 'after') => readonly string[];
}

const RUNNER = join(ROOT, 'bench/codemods/codemod-fixture-child.ts');

function ioCase(
  codemod: string,
  work: string,
  {
    ending = 'js',
    needsDatabase = false,
    measures = 'wall time' as IoCodemodCase['measures'],
  } = {},
): IoCodemodCase {
  const folder = join(ROOT, 'test/fixtures/codemods', codemod);
  const args = (side: string) => [RUNNER, folder, `${side}.${ending}`, 'time'];
  return { codemod, work, measures, needsDatabase, args };
}

const database = { needsDatabase: true };
const computed = { measures: 'processor time' } as const;

/** One case for each codemod of `plugins/optimize/generators/io-codemods.ts`. */
export const IO_CODEMOD_CASES: readonly IoCodemodCase[] = [
  ioCase('parallel-awaits', '6 pages of three answers that take 10 ms each'),
  ioCase('await-in-literal', '6 pages of three answers that take 10 ms each'),
  ioCase('bounded-awaits', '64 turns of 2 ms', { ending: 'cjs' }),
  ioCase('bounded-requests', '24 requests that take 10 ms each'),
  ioCase('bounded-file-reads', '400 files of some kilobytes', { ending: 'ts' }),
  ioCase('query-in-loop', '200 rows by their key', database),
  ioCase('insert-in-loop', '500 rows in a transaction', database),
  ioCase('rows-counted', '20 counts of 300 rows of 2 kB', database),
  ioCase('rows-existence', '20 questions answered by 1,500 rows', database),
  ioCase('select-star-columns', '20 times two of the columns of 300 rows of 2 kB', database),
  ioCase('pool-per-call', '50 pages of two queries', database),
  ioCase('client-per-call', '50 pages of two queries', { ending: 'cjs', ...database }),
  ioCase('agent-keep-alive', '200 requests, back to back', computed),
  ioCase('agent-false', '200 requests, back to back', { ending: 'cjs', ...computed }),
  ioCase('connection-close', '200 requests, back to back', computed),
  ioCase('exec-sync-in-async', 'four programs of 100 ms, at once'),
  ioCase('constant-file-cache', '1,000 reads of 22 kB'),
  ioCase('constant-file-cache-sync', '1,000 reads of 22 kB'),
  ioCase('constant-response', '200,000 texts of five values', { ending: 'cjs' }),
];
