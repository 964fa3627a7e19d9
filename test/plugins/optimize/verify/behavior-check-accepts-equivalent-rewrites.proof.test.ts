/** Changes that preserve a module's behaviour: no difference is found. */
import { expect, it } from 'vitest';
import {
  type ChangedModule,
  checkChangedModuleBehaviour,
} from '../../../support/check-changed-module-behaviour.ts';

const RIGHT: Readonly<Record<string, ChangedModule>> = {
  'a Set beside a list that is searched': {
    base: `export function unique(list) {
      const found = [];
      for (const one of list) if (!found.includes(one)) found.push(one);
      return found;
    }`,
    head: `export function unique(list) {
      const found = [];
      const seen = new Set();
      for (const one of list) {
        if (seen.has(one)) continue;
        seen.add(one);
        found.push(one);
      }
      return found;
    }`,
    use: ({ call }) => {
      call(['unique'], [1, 2, 1, 3]);
      call(['unique'], ['a', 'b', 'a']);
      call(['unique'], []);
    },
  },
  'an expression without a state that is made once': {
    base: `export function words(text, each) {
      for (const word of text.split(new RegExp('\\\\s+'))) each(word);
    }`,
    head: `const BLANKS = new RegExp('\\\\s+');
    export function words(text, each) {
      for (const word of text.split(BLANKS)) each(word);
    }`,
    use: ({ call, handed }) =>
      call(
        ['words'],
        'a b  c',
        handed((_: string) => undefined),
      ),
  },
  'awaits side by side': {
    base: `export async function all(ids, load) {
      const found = [];
      for (const id of ids) found.push(await load(id));
      return found;
    }`,
    head: `export async function all(ids, load) {
      const started = [];
      for (const id of ids) {
        const one = Promise.resolve(load(id));
        one.catch(() => undefined);
        started.push(one);
      }
      const found = [];
      for (const one of started) found.push(await one);
      return found;
    }`,
    use: async ({ call, handed }) => {
      const load = handed(async (id: number) => ({ id }));
      await call(['all'], [333, 22, 1], load);
      await call(['all'], [], load);
    },
  },
  'a list of what is there already, kept by a class': {
    base: `export class Graph {
      constructor() { this.nodes = []; }
      add(name) { if (!this.nodes.includes(name)) this.nodes.push(name); return this; }
      names() { return this.nodes.slice(); }
    }`,
    head: `export class Graph {
      #known = new Set();
      constructor() { this.nodes = []; }
      add(name) {
        if (!this.#known.has(name)) { this.#known.add(name); this.nodes.push(name); }
        return this;
      }
      names() { return this.nodes.slice(); }
    }`,
    use: ({ construct, method }) => {
      const graph = construct(['Graph']);
      for (const name of ['a', 'b', 'a', 'c']) method(graph, 'add', name);
      method(graph, 'names');
    },
  },
  'joining once': {
    base: `export function table(rows) {
      let text = '';
      for (const row of rows) text = text + Object.keys(row).map((key) => key + '=' + row[key]).join(',') + '\\n';
      return text;
    }`,
    head: `export function table(rows) {
      const parts = [];
      for (const row of rows) parts.push(Object.keys(row).map((key) => key + '=' + row[key]).join(','), '\\n');
      return parts.join('');
    }`,
    use: ({ call }) => {
      call(['table'], [{ a: 1, b: 'x' }, { a: 2 }]);
      call(['table'], []);
    },
  },
};

it.each(Object.entries(RIGHT))('%s', async (name, versions) => {
  const callbacks = name === 'awaits side by side' ? 'may-overlap' : 'same-order';
  const result = await checkChangedModuleBehaviour(versions, {
    callbacks,
    maxMade: 400,
    budgetMs: 10_000,
  });
  expect(result).toMatchObject({ state: 'same' });
  if (result.state !== 'same') return;
  expect(result.captured).toBeGreaterThan(0);
  expect(result.made).toBeGreaterThan(50);
});
