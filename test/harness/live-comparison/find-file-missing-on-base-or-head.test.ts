import { describe, expect, test } from 'vitest';
import { findFileMissingOnSide } from '../../../harness/live-comparison/measure-and-record-next-trial-pair.ts';
import type { Failure } from '../../../harness/model/trial.ts';

const BASE = '/cache/snapshots/0';
const HEAD = '/cache/snapshots/1';
const PLACES = { failing: [['/app', BASE]], other: [['/app', HEAD]] } as const;

/** @param there - Files that are there. */
function lacking(output: string, there: readonly string[], failure: Partial<Failure> = {}) {
  const files = { isFile: (path: string) => there.includes(path) };
  const whole = { reason: 'exited', message: 'the server exited with code 1', output } as const;
  return findFileMissingOnSide(files, { cwd: BASE }, { ...whole, ...failure }, PLACES);
}

describe('the file missing on one side', () => {
  test.each([
    [
      `Cannot find module '${BASE}/bench/helper.js' imported from ${BASE}/scenarios/one.ts`,
      'bench/helper.js',
    ],
    [
      `Error: Cannot find module './helper'\nRequire stack:\n- ${BASE}/bench/server.js`,
      'bench/helper.js',
    ],
    [`Error: ENOENT: no such file or directory, open 'bench/helper.js'`, 'bench/helper.js'],
    [`Cannot find module 'file://${BASE}/bench/helper.js'`, 'bench/helper.js'],
    ['sh: 1: bench/helper.js: not found', 'bench/helper.js'],
  ])('is read from "%s"', (output, path) => {
    expect(lacking(output, [`${HEAD}/${path}`])).toBe(path);
  });

  test('is the source file behind a missing compiled name', () => {
    const output = `Cannot find module '${BASE}/src/rows.js'`;
    expect(lacking(output, [`${HEAD}/src/rows.ts`])).toBe('src/rows.ts');
  });

  test('is read from the message of a function that could not be loaded', () => {
    const message = `Cannot find module '${BASE}/src/rows.js'`;
    expect(lacking('', [`${HEAD}/src/rows.js`], { message })).toBe('src/rows.js');
  });

  test.each<[string, string, readonly string[]]>([
    ['neither side has it', `Cannot find module '${BASE}/a.js'`, []],
    ['both have it', `Cannot find module '${BASE}/a.js'`, [`${BASE}/a.js`, `${HEAD}/a.js`]],
    ['it is outside the project', `ENOENT: no such file or directory, open '/etc/a'`, ['/etc/a']],
    [
      'it is a dependency',
      `Cannot find module '${BASE}/node_modules/pg/a.js'`,
      [`${HEAD}/node_modules/pg/a.js`],
    ],
    ['nothing is said of a file', 'Error: no database', [`${HEAD}/a.js`]],
  ])('is null when %s', (_, output, there) => {
    expect(lacking(output, there)).toBeNull();
  });
});
