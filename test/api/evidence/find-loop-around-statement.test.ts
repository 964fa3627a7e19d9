import { expect, test } from 'vitest';
import { findLoopAroundStatement } from '../../../api/evidence/find-loop-around-statement.ts';

const file = '/shop/src/import.ts';
const place = (name: string, line: number) => ({ file, line, function: name });
const once = (entered: number) => ({ entered, most: entered });
const EXECUTIONS = [
  {
    file,
    lines: new Map([
      [5, once(9)],
      [15, once(9)],
      [25, once(3)],
    ]),
    functions: [
      { name: 'addTag', fromLine: 1, toLine: 9, calls: 9 },
      { name: 'importTags', fromLine: 11, toLine: 19, calls: 3 },
      { name: 'post', fromLine: 21, toLine: 29, calls: 3 },
    ],
  },
];

test('the loop is where a line runs more often than its function is called', () => {
  const path = [place('addTag', 5), place('importTags', 15), place('post', 25)];
  expect(findLoopAroundStatement(path, EXECUTIONS)).toEqual(place('importTags', 15));
});

test('there is none around a statement that is in the loop itself, or whose callers are unknown', () => {
  expect(findLoopAroundStatement([place('importTags', 15), place('post', 25)], EXECUTIONS)).toBe(
    null,
  );
  expect(findLoopAroundStatement([place('addTag', 5), place('post', 25)], EXECUTIONS)).toBe(null);
  expect(findLoopAroundStatement([place('addTag', 5), place('importTags', 15)], [])).toBe(null);
});
