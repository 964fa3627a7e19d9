import { describe, expect, test } from 'vitest';
import { processes } from '../../../../plugin.ts';
import {
  findChangedSpans,
  needsCompiler,
} from '../../../../plugins/optimize/verify/change/changed-source-spans.ts';
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
      reason: 'No call reaches the changed code at lib.ts:3.',
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

describe('a check of one of several functions', () => {
  test('names and times those whose calls reach the change', async () => {
    const text = (inner: string) =>
      `export const one = (x) => x + 1;\nexport const two = (x) => inner(x);\nfunction inner(x) {\n  ${inner}\n}\n`;
    const result = await checkChangedProjectBehaviour({
      files: {
        'lib.mjs': text('return x * 2;'),
        'use.mjs':
          "import { one, two } from './lib.mjs';\nfor (let at = 0; at < 40; at += 1) one(at);\ntwo(3);\n",
      },
      change: { 'lib.mjs': text('return x + x;') },
      maxMade: 50,
    });
    expect(result).toMatchObject({ state: 'same', functions: ['two'] });
  });
});

describe('a check of several changed functions', () => {
  test('is unknown when one of them only lost lines and is never called', async () => {
    const text = (has: string, guard: string) =>
      `export const has = (list, item) => ${has};\nexport function last(list) {\n${guard}  return list.at(-1);\n}\n`;
    const result = await checkChangedProjectBehaviour({
      files: {
        'lib.mjs': text(
          'list.indexOf(item) !== -1',
          '  if (list.length === 0) throw new Error();\n',
        ),
        'use.mjs': "import { has } from './lib.mjs';\nhas([1, 2], 2);\n",
      },
      change: { 'lib.mjs': text('list.some((each) => each === item)', '') },
      testCommand: `"${process.execPath}" use.mjs`,
      maxMade: 50,
    });
    expect(result).toMatchObject({
      state: 'unknown',
      reason: 'No call reaches the changed code at lib.mjs:3.',
    });
  });
});

describe('a check of code that a compiler makes', () => {
  const JSX = `/** @jsxRuntime classic @jsx h */
const h = (tag: string, props: object | null, ...inner: unknown[]) => ({ tag, ...props, inner });
`;
  const items = (text: string, item: string) => `${JSX}
export function One({ name }: { name: string }) {
  const text = name.trim();
  return <b>${text}</b>;
}

export const Two = ({ names }: { names: string[] }) => (
  <ul>
    {names.map((name) => (
      <li>${item}</li>
    ))}
  </ul>
);
`;
  const changed = (text: string, item: string, use: string) =>
    checkChangedProjectBehaviour({
      files: {
        'lib.tsx': items('{text}', '{name + "!"}'),
        'use.mjs': `const { One, Two } = await import('./lib.tsx');\n${use}\n`,
      },
      change: { 'lib.tsx': items(text, item) },
      testCommand: `"${process.execPath}" ${processes.loaderFlags({ loadsSources: true }).join(' ')} use.mjs`,
      maxMade: 40,
    });
  const [USES_ONE, USES_TWO] = ["One({ name: ' a ' });", "Two({ names: ['a', 'b'] });"];

  test.each([
    ['TSX', "{'' + text}", '{name + "!"}', USES_TWO, 6],
    ['a callback in TSX', '{text}', "{[name, '!'].join('')}", USES_ONE, 12],
  ])(
    'is unknown when no call reaches the changed function of %s',
    async (_, text, item, use, line) => {
      expect(await changed(text, item, use)).toEqual({
        state: 'unknown',
        reason: `No call reaches the changed code at lib.tsx:${line}.`,
      });
    },
  );

  test('is the same when each changed function is called', async () => {
    const result = await changed("{'' + text}", "{[name, '!'].join('')}", USES_ONE + USES_TWO);
    expect(result, JSON.stringify(result)).toMatchObject({ state: 'same' });
  });
});

describe('changed spans', () => {
  test('are the added lines without white space, and the place after removed lines', () => {
    const after = 'a();\n\n    b();\n  c();\n';
    expect(findChangedSpans(after, [{ line: 4, count: 1 }])).toEqual([{ start: 17, end: 21 }]);
    expect(findChangedSpans(after, [{ line: 1, count: 0 }])).toEqual([{ start: 10, end: 11 }]);
  });

  test('need a source map when types cannot simply be blanked', () => {
    expect(needsCompiler('a.ts', 'enum E { A }\n')).toBe(true);
    expect(needsCompiler('a.tsx', 'const a = <b />;\n')).toBe(true);
    expect(needsCompiler('a.mts', 'const a: 1 = 1;\n')).toBe(false);
    expect(needsCompiler('a.js', 'const a = 1;\n')).toBe(false);
  });
});
