import { describe, expect, test } from 'vitest';
import { findChangedSpans } from '../../../../plugins/optimize/verify/change/changed-source-spans.ts';
import { checkChangedProjectBehaviour } from '../../../support/check-changed-project-behaviour.ts';

describe('a check without calls of the changed code', () => {
  test('is reported as such', async () => {
    const text = (two: string) =>
      `export function one(x) { return x + 1; }\nexport function two(x) {\n  return ${two};\n}\n`;
    const result = await checkChangedProjectBehaviour({
      files: {
        'lib.ts': text('x * 2'),
        'use.mjs': "import { one } from './lib.ts';\nfor (let at = 0; at < 5; at += 1) one(at);\n",
      },
      change: { 'lib.ts': text('x + x') },
      testCommand: `"${process.execPath}" use.mjs`,
      maxMade: 50,
    });
    expect(result).toEqual({
      state: 'unknown',
      reason: 'No generated call reaches the changed code.',
    });
  });

  test('is not reported when a changed function is called by another function, or is new', async () => {
    const text = (inner: string) =>
      `export const one = (x) => inner(x);\nfunction inner(x) {\n  ${inner}\n}\n`;
    const result = await checkChangedProjectBehaviour({
      files: {
        'lib.mjs': text('return x * 2;'),
        'use.mjs': "import { one } from './lib.mjs';\none(3);\n",
      },
      change: { 'lib.mjs': `${text('return twice(x);')}function twice(x) { return x * 2; }\n` },
      maxMade: 50,
    });
    expect(result).toMatchObject({ state: 'same', functions: ['one'] });
  });
});

describe('changed lines', () => {
  test('are the lines that were not there before, without white space', () => {
    const before = 'a();\n  b();\n';
    expect(findChangedSpans('a.js', before, 'a();\n    b();\n  c();\n')).toEqual([
      { start: 16, end: 20 },
    ]);
  });

  test('are unknown when lines were only removed, or types cannot simply be blanked', () => {
    expect(findChangedSpans('a.js', 'a();\nb();\n', 'a();\n')).toBeNull();
    expect(findChangedSpans('a.ts', '', 'enum E { A }\n')).toBeNull();
    expect(findChangedSpans('a.tsx', '', 'const a = <b />;\n')).toBeNull();
    expect(findChangedSpans('a.mts', '', 'const a: 1 = 1;\n')).toHaveLength(1);
  });
});
