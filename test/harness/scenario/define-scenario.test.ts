import { expectTypeOf, test } from 'vitest';
import { defineConfig, defineScenario } from '../../../index.ts';

test('gives run the result of setup and the values of params', () => {
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

test('resolves the fixture of an asynchronous setup', () => {
  defineScenario({
    name: 'query',
    setup: async () => ({ rows: 3 }),
    run: (fixture) => expectTypeOf(fixture).toEqualTypeOf<{ rows: number }>(),
  });
});

test('has no fixture without setup', () => {
  defineScenario({
    name: 'parse',
    params: { fast: [true, false] },
    run: (fixture, { fast }) => {
      expectTypeOf(fixture).toEqualTypeOf<undefined>();
      expectTypeOf(fast).toEqualTypeOf<boolean>();
    },
  });
});

test('accepts hooks and params for commands and servers too', () => {
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

test('rejects a definition of no kind, of two kinds or with an unknown key', () => {
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

test('types a configuration', () => {
  expectTypeOf(defineConfig).parameter(0).toHaveProperty('keepRecords');
  // @ts-expect-error no such key
  defineConfig({ keepRecord: 3 });
});
