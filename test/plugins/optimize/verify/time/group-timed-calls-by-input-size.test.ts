/** Captured calls, grouped by function and input size. */
import { expect, it } from 'vitest';
import { groupTimedCalls } from '../../../../../plugins/optimize/verify/time/timed-call-groups.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';

class Shelf {
  readonly books: string[] = [];
  put(name: string): number {
    return this.books.push(name);
  }
}
const exports = {
  Shelf,
  size: (value: { readonly length: number } | number) =>
    typeof value === 'number' ? value : value.length,
  fail: (): never => {
    throw new Error('never');
  },
};

it('groups by lists before texts, including those of this, and leaves out calls that throw', () => {
  const { session, call, construct, method } = captureModuleCalls('shelf.js', exports);
  call(['size'], ['a', 'long text']);
  call(['size'], ['a', 'b', 'c', 'd']);
  call(['size'], ['a', 'b', 'c', 'd', 'e']);
  call(['size'], 'seventeen letters');
  call(['size'], 5);
  const shelf = construct(['Shelf']);
  for (const name of ['a', 'b', 'c']) method(shelf, 'put', name);
  expect(() => call(['fail'])).toThrow('never');
  const groups = groupTimedCalls([session]).map(({ function: name, size, calls, slices }) => [
    `${name} ${size.of} ${size.up_to}`,
    calls,
    slices.map((slice) => slice.calls.length),
  ]);
  expect(groups.toSorted()).toEqual([
    ['Shelf#put lists 1', 2, [2, 3]],
    ['Shelf#put lists 4', 1, [4]],
    ['new Shelf any 0', 1, [1]],
    ['size any 0', 1, [1]],
    ['size lists 16', 1, [1]],
    ['size lists 4', 2, [1, 1]],
    ['size texts 64', 1, [1]],
  ]);
});

it('counts a call with the number of calls that it stands for', () => {
  const { session, call } = captureModuleCalls('shelf.js', exports);
  call(['size'], ['a']);
  const [firstCall] = session.calls;
  if (firstCall === undefined) throw new Error('no call');
  const weighed = { ...session, calls: [{ ...firstCall, weight: 512, ms: 0.25 }] };
  expect(groupTimedCalls([weighed])).toMatchObject([{ calls: 512, recordedMs: 0.25 }]);
});
