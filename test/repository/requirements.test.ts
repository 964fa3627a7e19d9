/** Every requirement of the improvement loop has a test that is named after it. */
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { readRepositoryFile, repositoryFiles } from './source-tree.ts';

/** Names of tests stand in texts: `OPT-51: …`, `X814-05, 09, 20: …`, and the first column of tables. */
const NAMED = /\b([A-Z]+\d*-)(\d{2})((?:, \d{2}\b)*)/gu;

const required = readRepositoryFile('test/requirements.txt').trim().split('\n');
const tests = repositoryFiles().filter((path) => path.endsWith('.test.ts'));

/** Texts of a module; comments are none. */
function textsOf(path: string): readonly string[] {
  const texts: string[] = [];
  new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') texts.push(value);
    },
    TemplateElement: ({ value }) => {
      texts.push(value.cooked ?? value.raw);
    },
  }).visit(parseSync(path, readRepositoryFile(path)).program);
  return texts;
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].flatMap(([, family = '', first = '', others = '']) =>
    [first, ...others.split(', ').filter((one) => one !== '')].map((number) => family + number),
  );
}

test('ids are read alone, in lists, and not from comments', () => {
  expect(idsIn('X814-05, 09, 20: all of 12, 13')).toEqual(['X814-05', 'X814-09', 'X814-20']);
  expect(idsIn('H812-24, SH8-04: it')).toEqual(['H812-24', 'SH8-04']);
});

test('every requirement is listed once', () => {
  expect(required.length).toBeGreaterThan(150);
  expect(new Set(required).size).toBe(required.length);
});

test('every requirement is in the name of a test', () => {
  const named = new Set(tests.flatMap(textsOf).flatMap(idsIn));
  expect(required.filter((id) => !named.has(id))).toEqual([]);
});
