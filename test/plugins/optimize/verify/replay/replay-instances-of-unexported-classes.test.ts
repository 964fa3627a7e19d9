/** Calls with an instance of a class that the module uses and does not export. */
import { expect, test } from 'vitest';
import { checkChangedModuleBehaviour } from '../../../../support/check-changed-module-behaviour.ts';

const counter = (added: string) => `
  class Register { all = []; add(name) { this.all.push(name); return this.all.length; } }
  const common = new Register();
  export class Counter {
    constructor(name, register = common) { this.name = name; this.register = register; }
    add() { return this.register.add(${added}); }
  }
`;

/** The caller finds the class of the register at a counter made with the common one. */
const check = (base: string, head: string) =>
  checkChangedModuleBehaviour({
    base,
    head,
    use: ({ construct, method }) => {
      const first = construct(['Counter'], 'first') as { register: { constructor: unknown } };
      for (const name of ['a', 'b', 'c']) {
        const register = Reflect.construct(first.register.constructor as () => unknown, []);
        method(construct(['Counter'], name, register), 'add');
      }
    },
  });

test('instances that the caller made of an unexported class have its methods', async () => {
  const base = counter('this.name');
  expect(await check(base, counter('String(this.name)'))).toMatchObject({ state: 'same' });
  expect(await check(base, counter('this.name.slice(1)'))).toMatchObject({ state: 'differs' });
});

test('functions that a call returns are not told apart by their names', async () => {
  const adder = (returned: string) => `export const adder = (by) => ${returned};`;
  const base = adder('{ const add = (to) => to + by; return add; }');
  const use = (head: string) =>
    checkChangedModuleBehaviour({
      base,
      head,
      use: ({ call }) => {
        for (const by of [1, 2, 3]) (call(['adder'], by) as (to: number) => number)(4);
      },
    });
  expect(await use(adder('(to) => by + to'))).toMatchObject({ state: 'same' });
  expect(await use(adder('(to, other) => by + to'))).toMatchObject({ state: 'differs' });
});
