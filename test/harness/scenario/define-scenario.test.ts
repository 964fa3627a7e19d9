import { expectTypeOf, test } from 'vitest';
import { defineConfig, defineScenario } from '../../../index.ts';

test('run gets what setup returns and the values of params', () => {
  defineScenario({
    name: 'sort',
    params: { size: [10, 1000], order: ['up', 'down'] },
    setup: ({ size }) => {
      expectTypeOf(size).toEqualTypeOf<10 | 1000>();
      return Array.from({ length: size }, () => 'x');
    },
    beforeEach: (list) => expectTypeOf(list).toEqualTypeOf<string[]>(),
    run: (list, { size, order }) => {
      expectTypeOf(list).toEqualTypeOf<string[]>();
      expectTypeOf(size).toEqualTypeOf<10 | 1000>();
      expectTypeOf(order).toEqualTypeOf<'up' | 'down'>();
    },
    teardown: (list) => expectTypeOf(list).toEqualTypeOf<string[]>(),
  });
});

test('the fixture of an asynchronous setup is what it resolves to', () => {
  defineScenario({
    name: 'query',
    setup: async () => ({ rows: 3 }),
    run: (fixture) => expectTypeOf(fixture).toEqualTypeOf<{ rows: number }>(),
  });
});

test('without setup there is no fixture', () => {
  defineScenario({
    name: 'parse',
    params: { fast: [true, false] },
    run: (fixture, { fast }) => {
      expectTypeOf(fixture).toEqualTypeOf<undefined>();
      expectTypeOf(fast).toEqualTypeOf<boolean>();
    },
  });
});

test('commands and servers take hooks and params too', () => {
  defineScenario({
    name: 'start',
    command: ['node', 'cli.js', '{size}'],
    params: { size: [1, 2] },
    setup: ({ size }) => size,
    teardown: (fixture) => expectTypeOf(fixture).toEqualTypeOf<1 | 2>(),
  });
  defineScenario({
    name: 'list',
    server: { command: 'node server.js', ready: { log: 'listening' } },
    http: { url: '/users', rate: 200 },
  });
});

test('a definition of no kind, of two kinds or with an unknown key is refused', () => {
  // @ts-expect-error nothing to measure
  defineScenario({ name: 'x' });
  // @ts-expect-error both a function and a command
  defineScenario({ name: 'x', run: () => 1, command: ['node'] });
  // @ts-expect-error no such key
  defineScenario({ name: 'x', run: () => 1, bugdets: {} });
  // @ts-expect-error values must be text, numbers, true or false
  defineScenario({ name: 'x', run: () => 1, params: { when: [new Date()] } });
  // @ts-expect-error flags are for functions only
  defineScenario({ name: 'x', command: 'node x.js', nodeArgs: ['--expose-gc'] });
});

test('a configuration is typed', () => {
  expectTypeOf(defineConfig).parameter(0).toHaveProperty('keepRecords');
  // @ts-expect-error no such key
  defineConfig({ keepRecord: 3 });
});
