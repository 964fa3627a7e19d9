import { expect, test } from 'vitest';
import { readCsv } from '../../profilers/import/from-postgres-log.ts';

test.each([
  ['', []],
  ['a,b\nc\n', [['a', 'b'], ['c']]],
  [
    'a,b\r\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"a, ""b""\nc",d\n', [['a, "b"\nc', 'd']]],
  [',,\n', [['', '', '']]],
  ['a,', [['a', '']]],
  ['"",x\n', [['', 'x']]],
  ['"a"\r\n"b"\r\n', [['a'], ['b']]],
  ['a,b\nc,"never clos', [['a', 'b']]],
])('reads %j as %j', (text, rows) => {
  expect([...readCsv(text)]).toEqual(rows);
});
