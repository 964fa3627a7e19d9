/** A call that needs many calls before it, such as the query of an index that is filled first. */
import { expect, test } from 'vitest';
import { groupTimedCalls } from '../../../../../plugins/optimize/verify/time/timed-call-groups.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';
import { checkChangedModuleBehaviour } from '../../../../support/check-changed-module-behaviour.ts';

const index = (find: string) => `export class Index {
  items = [];
  add(item) { this.items.push(item); }
  find(least) { ${find} }
}
`;
const FILLED = 100;
const FEW = { maxMade: 300 };

const check = (base: string, head: string) =>
  checkChangedModuleBehaviour(
    {
      base: index(base),
      head: index(head),
      use: ({ construct, method }) => {
        const filled = construct(['Index']);
        for (let item = 0; item < FILLED; item += 1) method(filled, 'add', item);
        for (const least of [3, 50, 98]) method(filled, 'find', least);
      },
    },
    FEW,
  );

test('the call is generated with other arguments', async () => {
  const find = 'return this.items.find((item) => item > least);';
  expect(
    await check(find, 'for (const item of this.items) if (item > least) return item;'),
  ).toMatchObject({ state: 'same' });
  expect(await check(find, 'return this.items.find((item) => item > least) ?? 0;')).toMatchObject({
    state: 'differs',
  });
});

test('the call is timed with those that it needs', () => {
  class Index {
    readonly items: number[] = [];
    add(item: number) {
      this.items.push(item);
    }
    find(least: number) {
      return this.items.find((item) => item > least);
    }
  }
  const { session, construct, method } = captureModuleCalls('index.mjs', { Index });
  const filled = construct(['Index']);
  for (let item = 0; item < FILLED; item += 1) method(filled, 'add', item);
  for (const least of [3, 50, 98]) method(filled, 'find', least);
  const [group] = groupTimedCalls([session], (name) => name === 'Index#find');
  expect(group?.slices[0]?.calls.length).toBeGreaterThan(FILLED);
});

test('a call is generated from others with large input', async () => {
  const count = (add: string) =>
    `export const count = (image) => { let sum = 0; for (const byte of image) ${add}; return sum; };`;
  const use = (head: string) =>
    checkChangedModuleBehaviour(
      {
        base: count('sum += byte === 7 ? 1 : 0'),
        head: count(head),
        use: ({ call }) => {
          for (const size of [300_000, 310_000]) call(['count'], new Uint8Array(size).fill(6));
        },
      },
      FEW,
    );
  expect(await use('if (byte === 7) sum += 1')).toMatchObject({ state: 'same' });
  expect(await use('if (byte === 8) sum += 1')).toMatchObject({ state: 'differs' });
});
