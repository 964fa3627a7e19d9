import { expect, test } from 'vitest';
import { hashStatement } from '../../../profilers/waits/hash-statement-with-parameters.ts';

const TEXT = 'select * from users where id = $1';

test('is equal for equal statements with equal parameters, however they are given', () => {
  const hash = hashStatement(TEXT, [7], TEXT);
  expect(hash).not.toBe(0);
  expect(hashStatement(TEXT, [7], TEXT)).toBe(hash);
  expect(hashStatement(TEXT, undefined, { text: TEXT, values: [7] })).toBe(hash);
  expect(hashStatement(TEXT, () => undefined, { text: TEXT, values: [7] })).toBe(hash);
});

test('differs by statement, parameters and their types', () => {
  const hashes = [
    hashStatement(TEXT, [7], TEXT),
    hashStatement(TEXT, ['7'], TEXT),
    hashStatement(TEXT, [8], TEXT),
    hashStatement(TEXT, [7n], TEXT),
    hashStatement(`${TEXT} `, [7], TEXT),
    hashStatement(TEXT, undefined, TEXT),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('is unknown for parameters that cannot be compared', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  expect(hashStatement(TEXT, cyclic, TEXT)).toBe(0);
  expect(hashStatement(TEXT, ['x'.repeat(30_000)], TEXT)).toBe(0);
});
