/** Functions of a project in which the cause of a bottleneck is searched for. */
import { expect, it } from 'vitest';
import type { CodeFacts } from '../../../../harness/model/program/code-analysis-results.ts';
import { findFunctionsAt } from '../../../../plugins/optimize/generators/functions-on-bottleneck-path.ts';

const facts: CodeFacts = {
  root: '/project',
  functions: [
    { name: '(module)', line: 1, endLine: 90 },
    { name: 'wordsOf', line: 10, endLine: 40 },
    { name: '(anonymous)', line: 12, endLine: 30 },
    { name: '(anonymous)', line: 14, endLine: 20 },
    { name: '(anonymous)', line: 50, endLine: 60 },
  ].map((codeFunction) => ({
    ...codeFunction,
    file: 'a.js',
    isAsync: false,
    isExported: false,
    calls: [],
  })),
  routes: [],
  patterns: [],
  skipped: [],
};
const linesAt = (...places: readonly (string | null)[]) =>
  findFunctionsAt(facts, places).map(({ line }) => line);

it('finds the innermost function, and for an unnamed function those around it up to a named one', () => {
  expect(linesAt('a.js:35')).toEqual([10]);
  expect(linesAt('a.js:15:7')).toEqual([14, 12, 10]);
  expect(linesAt('a.js:15', 'a.js:35')).toEqual([14, 12, 10]);
});

it('does not select the whole file for a callback in it, and finds nothing for unknown places', () => {
  expect(linesAt('a.js:55')).toEqual([50]);
  expect(linesAt('a.js:80')).toEqual([1]);
  expect(linesAt('b.js:15', null, 'a.js')).toEqual([]);
});
