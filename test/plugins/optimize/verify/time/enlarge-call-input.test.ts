import { expect, it } from 'vitest';
import { groupTimedCalls } from '../../../../../plugins/optimize/verify/time/timed-call-groups.ts';
import { enlargeLargestCalls } from '../../../../../plugins/optimize/verify/time/vary-and-enlarge-call-input.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';

const exports = {
  count: (value: { readonly length: number }, step = 1) => value.length / step,
  now: () => 1,
};

/** Captures calls of the module, and returns their enlarged groups. */
function enlarged(use: (call: ReturnType<typeof captureModuleCalls>['call']) => void) {
  const { session, call } = captureModuleCalls('count.js', exports);
  use(call);
  return enlargeLargestCalls(groupTimedCalls([session]));
}

it('repeats the longest recorded text until it has 4,096 characters', () => {
  const [group] = enlarged((call) => {
    call(['count'], 'a');
    call(['count'], 'one, two, ', 2);
  });
  expect(group).toMatchObject({ function: 'count', size: { of: 'texts', up_to: 4_096 }, calls: 0 });
  const [text, step] = group?.slices[0]?.calls.at(-1)?.given ?? [];
  expect(text).toBe('one, two, '.repeat(410));
  expect(step).toBe(2);
});

it('repeats the items of a list that a call is given, but not those of lists in it', () => {
  const [group] = enlarged((call) => call(['count'], [[1, 2], 'x']));
  const { given = [], before = [] } = group?.slices[0]?.calls.at(-1) ?? {};
  const lengths = before.flatMap(({ shape }) => (shape.kind === 'array' ? shape.items.length : []));
  expect(given).toHaveLength(1);
  expect(lengths.toSorted((a, b) => a - b)).toEqual([2, 1_024]);
});

it('adds elements to sets and maps, under keys that differ', () => {
  const shapeOf = (value: unknown) => {
    const [group] = enlarged((call) => call(['count'], value as { readonly length: number }));
    return group?.slices[0]?.calls.at(-1)?.before[0]?.shape;
  };
  const set = shapeOf(new Set(['a', 3, null, 5]));
  const items = set?.kind === 'set' ? set.items : [];
  expect([items.length, new Set(items).size]).toEqual([1_027, 1_027]);
  expect(items.slice(0, 7)).toEqual(['a', 3, null, 5, 'a1', 9, 11]);
  const map = shapeOf(new Map([['a', true]]));
  const entries = map?.kind === 'map' ? map.entries : [];
  expect(entries.length).toBe(1_024);
  expect(entries[1]).toEqual(['a1', true]);
});

it('leaves out what has no size, is empty, or is large as recorded', () => {
  const groups = enlarged((call) => {
    call(['now']);
    call(['count'], '');
    call(['count'], 'x'.repeat(4_000));
  });
  expect(groups).toEqual([]);
});
