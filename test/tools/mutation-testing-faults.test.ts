import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chooseFaultTests } from '../../tools/faults/choose-fault-tests.ts';
import { plantFault, readFaults } from '../../tools/faults/seeded-fault.ts';

const faults = readFaults();

test('every fault has a single place, and changes it', () => {
  for (const fault of faults) {
    const text = readFileSync(fault.file, 'utf8');
    expect(plantFault(text, fault), fault.id).not.toBe(text);
  }
});

test('there are 120 faults, twenty of them by hand', () => {
  expect(new Set(faults.map(({ id }) => id)).size).toBe(120);
  expect(faults.filter(({ id }) => id.startsWith('by-hand'))).toHaveLength(20);
});

test('a place that is missing, or not the only place, is reported', () => {
  const fault = { id: 'x', file: 'a.ts', find: 'one', replace: 'two', what: '' };
  expect(() => plantFault('three', fault)).toThrow('fault x: its place stands 0 times in a.ts');
  expect(() => plantFault('one one', fault)).toThrow('2 times');
});

test('the nearest tests are chosen first', () => {
  const { own, others } = chooseFaultTests('harness/model/exit-code.ts');
  expect(own).toContain('test/harness/model/strongest-exit-code.test.ts');
  expect(others.length).toBeGreaterThan(5);
});
