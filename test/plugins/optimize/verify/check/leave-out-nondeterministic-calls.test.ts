/** Calls that give another result each time, beside calls that do not. */
import { afterEach, expect, test } from 'vitest';
import { checkChangedModuleBehaviour } from '../../../../support/check-changed-module-behaviour.ts';

afterEach(() => void Reflect.deleteProperty(globalThis, 'count'));

const module = (
  double: string,
) => `export const next = () => (globalThis.count = (globalThis.count ?? 0) + 1);
export const double = (number) => ${double};
`;

const check = (double: string, others: readonly number[]) =>
  checkChangedModuleBehaviour({
    base: module('number * 2'),
    head: module(double),
    use: ({ call }) => {
      call(['next']);
      for (const number of others) call(['double'], number);
    },
  });

test('the others are compared', async () => {
  expect(await check('number + number', [1, 2, 3])).toMatchObject({
    state: 'same',
    functions: ['double'],
  });
  expect(await check('number + 2', [1, 2, 3])).toMatchObject({ state: 'differs' });
});

test('they are the reason where there are no others', async () => {
  const { state, ...rest } = await check('number + number', []);
  expect(state).toBe('unknown');
  expect(JSON.stringify(rest)).toContain('the code is not deterministic');
});
