/** Syntax is parsed again only if there is no room to cache it. */
import { expect, test } from 'vitest';
import { cacheSyntaxTrees } from '../../../plugins/analysis/project-code-with-call-sites-and-syntax-trees.ts';

function parser(characters: number) {
  const parsed: string[] = [];
  const parse = (file: string) => {
    parsed.push(file);
    return { tree: file === 'broken' ? null : `tree of ${file}`, characters };
  };
  return { parsed, parse };
}

const FILES = ['a', 'b', 'c', 'd', 'e', 'broken'];

test('parses each file once when all fit, including files that cannot be parsed', () => {
  const { parsed, parse } = parser(10);
  const treeOf = cacheSyntaxTrees(parse, { maxCharacters: 60, maxRecent: 1 });
  for (const file of [...FILES, ...FILES]) treeOf(file);
  expect(parsed).toEqual(FILES);
  expect(treeOf('broken')).toBeNull();
});

test('keeps the files that came first, and parses the others once per pass through all', () => {
  const { parsed, parse } = parser(10);
  const treeOf = cacheSyntaxTrees(parse, { maxCharacters: 30, maxRecent: 2 });
  for (const file of [...FILES, ...FILES]) expect(treeOf(file)).toBe(parse(file).tree);
  parsed.length = 0;
  for (const file of FILES) treeOf(file);
  expect(parsed).toEqual(['d', 'e', 'broken']);
  parsed.length = 0;
  // The files used last are not parsed again.
  for (const file of ['broken', 'e', 'broken']) treeOf(file);
  expect(parsed).toEqual([]);
});
