import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkChangedProjectBehaviour } from '../../../support/check-changed-project-behaviour.ts';

const LIB = 'export const one = () => 1;\n';
const OTHER = 'export const one = () => 2;\n';
const THROW = `"${process.execPath}" -e "throw new TypeError('no such table')"`;
const FAIL = `"${process.execPath}" -e "console.log('not today'); process.exit(3)"`;

describe('a change that cannot be checked', () => {
  test('changes no module of the program', async () => {
    const files = { 'test/lib.test.mjs': LIB, 'README.md': 'one' };
    const result = await checkChangedProjectBehaviour({
      files,
      change: { ...files, 'test/lib.test.mjs': OTHER },
    });
    expect(result).toEqual({ state: 'unknown', reason: 'no module of the program was changed' });
  });

  test('has no tests, no tests that pass before it, or no tests that call it', async () => {
    const project = { files: { 'lib.mjs': LIB, 'use.mjs': '' }, change: { 'lib.mjs': OTHER } };
    const reasonOf = async (testCommand?: string | null): Promise<string> => {
      const result = await checkChangedProjectBehaviour({
        ...project,
        ...(testCommand !== undefined && { testCommand }),
      });
      return result.state === 'unknown' ? result.reason : result.state;
    };
    expect(await reasonOf(null)).toBe('there are no tests and no scenario to capture calls from');
    expect(await reasonOf(FAIL)).toBe(
      'the tests fail before the change: it exited with code 3: not today',
    );
    expect(await reasonOf(THROW)).toBe(
      'the tests fail before the change: it exited with code 1: TypeError: no such table',
    );
    const minified = `"${process.execPath}" -e "throw new TypeError('one') /* ${'x'.repeat(9_000)} */"`;
    expect((await reasonOf(minified)).length).toBeLessThan(200);
    expect(await reasonOf()).toBe('no call of lib.mjs was captured while the tests ran');
  });

  test.each([
    [
      'a linter stops at the watched module',
      'test $(wc -l < lib.js) -lt 5 && npm exec --offline --call "vitest run"',
    ],
    ['the test command calls nothing', `"${process.execPath}" -e 0`],
  ])('is checked by its test runner where %s', async (_, testCommand) => {
    const lib = (sum: string): string => `export const add = (a, b) => ${sum};\n`;
    const files = {
      'package.json': '{ "type": "module" }',
      'lib.js': lib('a + b'),
      'lib.test.js': `import { expect, test } from 'vitest';
import { add } from './lib.js';
test('adds', () => expect([add(1, 2), add(2, 3), add(0.1, 0.2)]).toHaveLength(3));
`,
    };
    const result = await checkChangedProjectBehaviour({
      files,
      change: { 'lib.js': lib('b + a') },
      links: { node_modules: join(import.meta.dirname, '../../../../node_modules') },
      testCommand,
    });
    expect(result).toMatchObject({ state: 'same', functions: ['add'] });
  });
});
