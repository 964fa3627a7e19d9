import { expect, test } from 'vitest';
import { keptLines } from '../../../bench/adoption/printed.ts';

test('what belongs to the machine is not kept: places, hosts of packages, colours', () => {
  const text =
    '\u001b[31merror\u001b[39m in /tmp/x/project/src/a.ts\nGET https://registry.example.org/a: 404\n\n';
  expect(keptLines(text, [['/tmp/x/project', '.']])).toEqual([
    'error in ./src/a.ts',
    'GET <registry>/a: 404',
  ]);
});

test('of a line that was written over, what stood there last is kept', () => {
  expect(keptLines('10 %\r90 %\rdone\r\n', [])).toEqual(['done']);
});

test('of a long output the beginning and the end are kept', () => {
  const kept = keptLines(Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n'), []);
  expect(kept).toHaveLength(33);
  expect(kept.slice(19, 22)).toEqual(['line 19', '…', 'line 88']);
});
