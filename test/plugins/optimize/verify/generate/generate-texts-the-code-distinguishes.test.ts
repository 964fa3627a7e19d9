/** Texts of generated calls: special characters, and what the code under test distinguishes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectSourceLiterals } from '../../../../../plugins/optimize/verify/generate/collect-source-literals.ts';
import { createTextFragments } from '../../../../../plugins/optimize/verify/generate/text-fragments.ts';
import {
  type ChangedModule,
  checkChangedModuleBehaviour,
} from '../../../../support/check-changed-module-behaviour.ts';
import { createInMemoryHost } from '../../../../support/in-memory-host.ts';

const literalsOf = (source: string) => {
  const { host } = createInMemoryHost();
  writeFileSync(join(host.cwd, 'a.ts'), source);
  return collectSourceLiterals(host, [host.cwd, join(host.cwd, 'missing')], 'a.ts');
};

describe('the literals of a source', () => {
  test('are its strings, escapes, expressions and code points', () => {
    expect(
      literalsOf('const a = "it\\u001b[1m"; const b = /^x+$/u; if (c > 0x1F600 || c === 3) d();'),
    ).toEqual({
      texts: expect.arrayContaining(['it', '\u001b', '[1m']),
      patterns: [{ source: '^x+$', flags: 'u' }],
      codePoints: [0x1f600],
      distinguishesInherited: false,
    });
  });

  test('include code points after many other numbers', () => {
    const numbers = Array.from({ length: 300 }, (_, at) => `${at}.5`);
    expect(literalsOf(`const a = [${numbers.join()}, 0x1F600];`).codePoints).toEqual([0x1f600]);
  });

  test('give fragments that match its expressions, and neighbours of its code points', () => {
    const { distinguished: own } = createTextFragments(
      {
        texts: ['key='],
        patterns: [
          { source: '^q{3}$', flags: 'gu' },
          { source: '(?<=a)b', flags: '' },
        ],
        codePoints: [0x1f600],
      },
      new Map(),
      1,
    );
    expect(own).toEqual(
      expect.arrayContaining(['key=', 'qqq', '\u{1f5ff}', '\u{1f600}', '\u{1f601}']),
    );
  });
});

test('characters at the ends of what an expression matches are boundaries, in both cases with i', () => {
  const fragmentsOf = (source: string, flags: string) =>
    createTextFragments({ texts: [], patterns: [{ source, flags }], codePoints: [] }, new Map(), 1);
  expect(fragmentsOf('[a-f]', '').boundaries).toEqual(['`', 'a', 'f', 'g']);
  expect(fragmentsOf('[+-]', '').boundaries).toEqual(['*', '+', ',', '-', '.']);
  expect(fragmentsOf('e', 'gi').boundaries).toEqual(expect.arrayContaining(['E', 'e']));
  expect(fragmentsOf('^deg$', 'i').distinguished).toEqual(['deg', 'DEG']);
  // A class without printable ASCII characters, beside an escaped bracket.
  const other = fragmentsOf(String.raw`^\[[^\x00-\x7F]$`, '').distinguished;
  expect(other.length).toBeGreaterThan(1);
  expect(other.every((text) => text.startsWith('[') && text.charCodeAt(1) > 0x7f)).toBe(true);
  expect(fragmentsOf(String.raw`[^\s\S]`, '').distinguished).toEqual([]);
});

/** Calls with plain texts only, as tests make them. */
const plain =
  (name: string): ChangedModule['use'] =>
  ({ call }) => {
    call([name], 'hello');
    call([name], 'a b');
    call([name], '');
  };

describe('a change of text code with plain texts in its tests', () => {
  test.each([
    [
      'code units in place of code points',
      'export const size = (text) => [...text].length;',
      'export const size = (text) => text.length;',
    ],
    [
      'code points in place of characters',
      "export const size = (text) => [...new Intl.Segmenter('en').segment(text)].length;",
      'export const size = (text) => [...text].length;',
    ],
    [
      'escape sequences that are not removed',
      "export const size = (text) => text.replace(/\\u001b\\[[\\d;]*m/gu, '').length;",
      'export const size = (text) => text.length;',
    ],
    [
      'a letter in one case only',
      "export const size = (text) => text.replace(/e\\d/i, '').length;",
      "export const size = (text) => text.replace(/e\\d/, '').length;",
    ],
    [
      'a prefix that is no longer special',
      "export const size = (text) => (text.startsWith('data:') ? 0 : text.length);",
      'export const size = (text) => text.length;',
    ],
  ])('differs: %s', async (_, base, head) => {
    const result = await checkChangedModuleBehaviour(
      { base, head, use: plain('size') },
      { budgetMs: 1, maxMade: 20_000 },
    );
    expect(result).toMatchObject({ state: 'differs', counterexample: { origin: 'made' } });
  });
});
