/** Naive changes that tests do not notice: each is refuted, with a small counter-example. */
import { expect, it } from 'vitest';
import type { DifferenceKind } from '../../../../plugins/optimize/document/behavior-check-result.ts';
import type { CallbackRule } from '../../../../plugins/optimize/verify/check/compare-module-versions.ts';
import {
  type ChangedModule,
  checkChangedModuleBehaviour,
} from '../../../support/check-changed-module-behaviour.ts';

interface Trap extends ChangedModule {
  readonly kind: DifferenceKind;
  readonly callbacks?: CallbackRule;
}

const CALLS_BACK = 'a list that is used again while a callback calls back';

const CALLS_EARLY = 'a callback that is called before the call has ended';
/** Cases without a test: their callbacks have side effects, or the order of their calls matters. */
const WITHOUT_TEST: ReadonlySet<string> = new Set([CALLS_BACK, CALLS_EARLY]);

const TRAPS: Readonly<Record<string, Trap>> = {
  'duplicates lost by a Set': {
    kind: 'result',
    base: 'export const pick = (list, wanted) => list.filter((one) => wanted.includes(one));',
    head: `export function pick(list, wanted) {
      const all = new Set(list);
      return wanted.filter((one) => all.has(one));
    }`,
    use: ({ call }) => {
      call(['pick'], ['a', 'b', 'c'], ['a', 'c']);
      call(['pick'], ['x'], ['y']);
    },
  },
  'order lost by grouping': {
    kind: 'result',
    base: 'export const kinds = (list) => list.map((one) => one.kind).filter((kind, at, all) => all.indexOf(kind) === at);',
    head: `export const kinds = (list) =>
      Object.keys(Object.fromEntries(list.map((one) => [one.kind, true])));`,
    use: ({ call }) => {
      call(['kinds'], [{ kind: 'a' }, { kind: 'b' }, { kind: 'a' }]);
      call(['kinds'], [{ kind: '1' }, { kind: '2' }]);
    },
  },
  'the state of a global expression that is made once': {
    kind: 'result',
    base: 'export const hasDigit = (text) => /[0-9]/g.test(text);',
    head: 'const DIGIT = /[0-9]/g;\nexport const hasDigit = (text) => DIGIT.test(text);',
    use: ({ call }) => call(['hasDigit'], 'a1'),
  },
  'a zero below zero and NaN as keys': {
    kind: 'result',
    base: `export function first(list, wanted) {
      return list.indexOf(wanted);
    }`,
    head: `export function first(list, wanted) {
      const at = new Map();
      list.forEach((one, index) => { if (!at.has(one)) at.set(one, index); });
      return at.get(wanted) ?? -1;
    }`,
    use: ({ call }) => {
      call(['first'], [1, 2, 3], 2);
      call(['first'], [1, 1], 1);
    },
  },
  'the error of what fails first instead of what comes first': {
    kind: 'error',
    callbacks: 'may-overlap',
    base: `export async function all(ids, load) {
      const found = [];
      for (const id of ids) found.push(await load(id));
      return found;
    }`,
    head: `export async function all(ids, load) {
      const started = [];
      for (const id of ids) started.push(load(id));
      return Promise.all(started);
    }`,
    use: async ({ call, handed }) => {
      const load = handed(async (id: number) => ({ id }));
      await call(['all'], [333, 22, 1, 4444], load);
    },
  },
  'a callback called in another order': {
    kind: 'callbacks',
    base: 'export const each = (list, visit) => { for (const one of list) visit(one); };',
    head: 'export const each = (list, visit) => { for (let at = list.length; at > 0; at -= 1) visit(list[at - 1]); };',
    use: ({ call, handed }) =>
      call(
        ['each'],
        ['a', 'b'],
        handed((_: string) => undefined),
      ),
  },
  [CALLS_BACK]: {
    kind: 'result',
    base: `export function visited(list, visit) {
      const seen = [];
      for (const one of list) { seen.push(one); visit(one); }
      return seen.slice();
    }`,
    head: `const seen = [];
    export function visited(list, visit) {
      seen.length = 0;
      for (const one of list) { seen.push(one); visit(one); }
      return seen.slice();
    }`,
    use: ({ call, handed }) =>
      call(
        ['visited'],
        ['a', 'b'],
        handed((_: string) => undefined),
      ),
  },
  'an argument that is changed': {
    kind: 'mutation',
    base: 'export const sorted = (list) => [...list].sort();',
    head: 'export const sorted = (list) => { list.sort(); return [...list]; };',
    use: ({ call }) => call(['sorted'], ['a', 'b']),
  },
  'a cache that does not see its key change': {
    kind: 'result',
    base: 'export const total = (order) => order.items.reduce((sum, one) => sum + one, 0);',
    head: `const kept = new WeakMap();
    export function total(order) {
      if (!kept.has(order)) kept.set(order, order.items.reduce((sum, one) => sum + one, 0));
      return kept.get(order);
    }`,
    use: ({ call }) => call(['total'], { items: [1, 2, 3] }),
  },
  'bytes that are kept instead of a copy': {
    kind: 'result',
    base: `export class Collected {
      #parts = [];
      add(piece) { this.#parts.push(Buffer.from(piece)); }
      text() { return Buffer.concat(this.#parts).toString('latin1'); }
    }`,
    head: `export class Collected {
      #parts = [];
      add(piece) { this.#parts.push(piece); }
      text() { return Buffer.concat(this.#parts).toString('latin1'); }
    }`,
    use: ({ construct, method }) => {
      const all = construct(['Collected']);
      method(all, 'add', Buffer.from('ab'));
      method(all, 'text');
    },
  },
  'a list that all results share': {
    kind: 'result',
    base: 'export const task = (name) => ({ name, tags: [] });',
    head: 'const NONE = [];\nexport const task = (name) => ({ name, tags: NONE });',
    use: ({ call }) => call(['task'], 'a'),
  },
  'an answer that is kept for every object of a class': {
    kind: 'result',
    base: `export class Tax {
      constructor(rate) { this.rate = rate; }
      of(price) { return price * this.rate; }
    }`,
    head: `const kept = new Map();
    export class Tax {
      constructor(rate) { this.rate = rate; }
      of(price) {
        if (!kept.has(price)) kept.set(price, price * this.rate);
        return kept.get(price);
      }
    }`,
    use: ({ construct, method }) => {
      method(construct(['Tax'], 19), 'of', 100);
      method(construct(['Tax'], 7), 'of', 50);
    },
  },
  'a callback whose answers are taken apart where they are lists': {
    kind: 'result',
    base: 'export const all = (list, pick) => list.reduce((some, one) => some.concat(pick(one)), []);',
    head: 'export const all = (list, pick) => list.map((one) => pick(one));',
    use: ({ call, handed }) =>
      call(
        ['all'],
        [1, 2],
        handed((value: number) => value * 2),
      ),
  },
  [CALLS_EARLY]: {
    kind: 'callbacks',
    base: 'export const soon = (done) => { Promise.resolve().then(() => done(1)); };',
    head: 'export const soon = (done) => { done(1); };',
    use: ({ call, handed }) =>
      call(
        ['soon'],
        handed((_: number) => undefined),
      ),
  },
  'a getter that is asked twice': {
    kind: 'callbacks',
    base: 'export function name(user) { const { name } = user; return name === undefined ? "" : name; }',
    head: 'export const name = (user) => (user.name === undefined ? "" : user.name);',
    use: ({ call, handed }) => {
      const user = {};
      const get = handed(() => 'Ada');
      Object.defineProperty(user, 'name', { get, enumerable: true, configurable: true });
      call(['name'], user);
    },
  },
};

it.each(Object.entries(TRAPS))(
  '%s',
  async (name, { kind, callbacks = 'same-order', ...versions }) => {
    const result = await checkChangedModuleBehaviour(versions, { callbacks });
    if (result.state !== 'differs') throw new Error(JSON.stringify(result));
    const { counterexample } = result;
    expect(counterexample.kind).toBe(kind);
    expect(counterexample.call.length).toBeLessThan(180);
    // The test passes before the change and fails after it; otherwise there would be none.
    if (!WITHOUT_TEST.has(name)) expect(counterexample.test).toContain('assert.equal(');
  },
);
