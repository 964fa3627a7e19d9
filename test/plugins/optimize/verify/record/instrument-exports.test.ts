import { describe, expect, test } from 'vitest';
import { instrumentExports } from '../../../../../plugins/optimize/verify/record/instrument-exports.ts';

const edit = (file: string, text: string): string => {
  const watched = { file, recorder: '/opt/recorder.js', folder: '/tmp/calls', root: '/tmp/copy' };
  const edited = instrumentExports(text, watched);
  return edited.state === 'edited' ? edited.text : `refused: ${edited.reason}`;
};

/** Lines that were added behind the function that watches. */
const put = (file: string, text: string): readonly string[] =>
  edit(file, text)
    .split('\n')
    .filter((line) => line.includes('= __perfHarnessWatch(['));

describe('watched exports', () => {
  test('replace a CommonJS module as a whole', () => {
    expect(put('a.js', 'exports.one = () => 1;\n')).toEqual([
      "try { module.exports = __perfHarnessWatch(['default'], module.exports); } catch (_) {}",
    ]);
  });

  test('are code that compilers of 2018 read, such as TypeScript 3.8', () => {
    const added = edit('a.ts', 'export function one() {}\n').split('\n').slice(1).join('\n');
    expect(added).toContain('function __perfHarnessWatch(');
    expect(added).not.toMatch(/\?\?|\?\.|\|\|=|&&=|catch \{|#/u);
  });

  test('replace functions, classes and constants of a module one by one', () => {
    const text = [
      'export function one() {}',
      'export class Two {}',
      'export const three = () => 3, { four } = one;',
      'const five = make();',
      'export { five as cinq };',
      'export default class Six {}',
    ].join('\n');
    expect(put('a.mjs', text)).toEqual([
      'one = __perfHarnessWatch(["one"], one);',
      'Two = __perfHarnessWatch(["Two"], Two);',
      'three = __perfHarnessWatch(["three"], three);',
      'five = __perfHarnessWatch(["cinq"], five);',
      'Six = __perfHarnessWatch(["default"], Six);',
    ]);
    const lines = edit('a.mjs', text).split('\n');
    expect(lines.slice(2, 4)).toEqual([
      'export let three = () => 3, { four } = one;',
      'let five = make();',
    ]);
  });

  test('wrap an export without a name in place', () => {
    expect(edit('a.ts', 'export default (n: number) => n;\n').split('\n')[0]).toBe(
      '__perfHarnessWatch([], undefined); export default __perfHarnessWatch(["default"], (n: number) => n);',
    );
  });

  test('leave types, texts and exports of other modules alone', () => {
    const text = [
      "export * from './other.ts';",
      "export { one } from './one.ts';",
      'export type Two = 2;',
      'export interface Three {}',
      "export const four = 'text';",
    ].join('\n');
    expect(edit('a.ts', text)).toBe('refused: none of its own exports is callable');
  });

  test('move no line of the file', () => {
    const text = 'const a = 1;\n\nexport { b };\nfunction b() {\n  return a;\n}\n';
    const edited = edit('a.mjs', text);
    expect(edited.startsWith(`__perfHarnessWatch([], undefined); ${text}`)).toBe(true);
  });

  test('load the recorder before code that may keep functions, but after what has to come first', () => {
    const text = "#!/usr/bin/env node\n'use strict';\nconst { readFileSync } = require('fs');\n";
    expect(edit('a.cjs', text).split('\n').slice(0, 3)).toEqual([
      '#!/usr/bin/env node',
      "'use strict';",
      "__perfHarnessWatch([], undefined); const { readFileSync } = require('fs');",
    ]);
  });
});
