/** Long sessions, such as those of tests that fill an index with thousands of items. */
import { expect, test } from 'vitest';
import { trimSession } from '../../../../../plugins/optimize/verify/sessions/filter-calls-in-recorded-session.ts';
import { formatCallNames } from '../../../../../plugins/optimize/verify/sessions/recorded-call-session.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';

class Index {
  size = 0;
  add() {
    this.size += 1;
  }
  find() {
    return this.size;
  }
}

function record(sizes: readonly number[]) {
  const { session, construct, method } = captureModuleCalls('index.mjs', { Index });
  for (const size of sizes) {
    const index = construct(['Index']);
    for (let item = 0; item < size; item += 1) method(index, 'add');
    method(index, 'find');
  }
  return session;
}

test('a long session is reduced to some calls of each function and those that they need', () => {
  const session = record([100, 5_000]);
  const trimmed = trimSession(session);
  const names = formatCallNames(trimmed);
  expect(names.filter((name) => name === 'Index#find')).toHaveLength(1);
  expect(names.filter((name) => name === 'Index#add').length).toBeGreaterThanOrEqual(100);
  expect(names.length).toBeLessThan(1_000);
  const weights = trimmed.calls
    .filter((_, index) => names[index] === 'Index#add')
    .map(({ weight = 1 }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  expect(Math.abs(total - 5_100)).toBeLessThan(300);
});

test('other sessions stay as they are', () => {
  const session = record([100, 200]);
  expect(trimSession(session)).toBe(session);
});
