/** Places of code that was transformed lead to the source as written, for each way to write it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readExecutedSource } from '../../harness/loader/transform-source.ts';
import { readSourceMap } from '../../profilers/source-map-file.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

/** Returns the first position of a text: line and column from 1. */
function placeOf(text: string, what: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, text.indexOf(what)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

test.each([
  ['an enum and a namespace before it', 'modules/src/parts.ts', 'sum() {', 'sum() {'],
  ['decorators before it', 'modules/src/deco.ts', 'mark(target', 'mark(target'],
  ['a decorated method', 'modules/src/deco.ts', 'greet(name', 'greet(name'],
  [
    'a method with decorators of the standard',
    'standard/src/standard.ts',
    'greet() {',
    'greet() {',
  ],
  ['JSX', 'modules/src/view.tsx', '(tag, props', '(tag: string'],
  ['a function that is exported by assignment', 'modules/src/old.cts', 'old() {', 'old(): boolean'],
  ['a module that became CommonJS', 'commonjs/src/a.ts', 'name(dto', 'name(dto'],
])('maps %s to its place in the source', (_, name, inLoaded, inSource) => {
  const file = fileURLToPath(new URL(`../fixtures/loader/${name}`, import.meta.url));
  const loaded = readExecutedSource(file, read(file));
  expect(loaded).toContain(inLoaded);
  const map = readSourceMap(file, loaded, { read });
  if (map === null || map === 'unreadable') throw new Error(`no map of ${file}: ${map}`);
  expect(map.originalOf(placeOf(loaded, inLoaded))).toMatchObject({
    file,
    ...placeOf(read(file), inSource),
  });
});

test('takes a source that plain Node.js loads as the code that ran', () => {
  const file = fileURLToPath(
    new URL('../fixtures/loader/modules/src/folder/index.ts', import.meta.url),
  );
  expect(readExecutedSource(file, read(file))).toBe(read(file));
  expect(readSourceMap(file, read(file), { read })).toBe(null);
});
