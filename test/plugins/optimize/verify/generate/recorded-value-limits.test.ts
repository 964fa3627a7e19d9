/** Traits of recorded arguments that generated arguments keep. */
import { expect, test } from 'vitest';
import { collectObservedValues } from '../../../../../plugins/optimize/verify/generate/collect-argument-values-from-sessions.ts';
import { generateSession } from '../../../../../plugins/optimize/verify/generate/generate-call-session.ts';
import {
  describeLimits,
  isWithinLimits,
  limitNumber,
  NO_LIMITS,
  type RecordedLimits,
} from '../../../../../plugins/optimize/verify/generate/recorded-value-limits.ts';
import { buildSeedCorpus } from '../../../../../plugins/optimize/verify/generate/seed-corpus.ts';
import type { Session } from '../../../../../plugins/optimize/verify/sessions/recorded-call-session.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';
import { checkChangedModuleBehaviour } from '../../../../support/check-changed-module-behaviour.ts';

/** Records calls with a list of coordinates, its number of dimensions, and a size. */
function record(count: number): Session {
  const { session, call } = captureModuleCalls('lib.mjs', { draw: () => 0 });
  for (let index = 0; index < count; index += 1) {
    const coordinates = Array.from({ length: 2 * index }, (_, at) => at + 0.5);
    call(['draw'], coordinates, index === 1 ? 3 : 2, index);
  }
  return session;
}

const limitsOf = (session: Session) => {
  const seen = collectObservedValues([session]);
  return (place: string) => seen.get(place)?.limits;
};

test('recorded calls limit numbers and lengths to what all of them share', () => {
  const limits = limitsOf(record(20));
  expect(limits('draw(0)')).toMatchObject({ lengthUnit: 2 });
  expect(limits('draw(0)[]')).toMatchObject({ isWhole: false, isBounded: true, options: null });
  expect(limits('draw(1)')).toMatchObject({ options: [2, 3] });
  expect(limits('draw(2)')).toMatchObject({ isWhole: true, isNotNegative: true, options: null });
});

test('few recorded calls limit nothing but that numbers of arguments are finite', () => {
  const limits = limitsOf(record(6));
  expect(describeLimits('draw(0)', limits('draw(0)') as RecordedLimits)).toBeNull();
  for (const place of ['draw(1)', 'draw(2)']) {
    expect(limits(place)).toEqual({ ...NO_LIMITS, isBounded: true });
  }
});

test('code that tells NaN from numbers is the same where no argument was NaN, not in a list', async () => {
  const check = (use: (value: number) => unknown) =>
    checkChangedModuleBehaviour({
      base: 'export const sum = (value) => [value].flat().some((item) => item >= 0);\n',
      head: 'export const sum = (value) => ![value].flat().every((item) => item < 0);\n',
      use: ({ call }) => {
        for (const size of [1, 2, 3]) call(['sum'], use(size));
      },
    });
  expect(await check((value) => value)).toMatchObject({ state: 'same' });
  expect(await check((value) => [value])).toMatchObject({ state: 'differs' });
});

test('a recorded value that comes late lifts the limits of its place', () => {
  const { session, call } = captureModuleCalls('lib.mjs', { draw: () => 0 });
  for (let index = 0; index < 300; index += 1) call(['draw'], index);
  call(['draw'], -0.5);
  const limits = limitsOf(session);
  expect(limits('draw(0)')).toMatchObject({
    isWhole: false,
    isBounded: true,
    isNotNegative: false,
  });
});

test('numbers that reach the end of a usual range and never exceed it stay within it', () => {
  const byteCalls = (last: number) => {
    const { session, call } = captureModuleCalls('lib.mjs', { paint: () => 0 });
    for (const red of [0, 1, 20, 99, 128, 200, 254, 255, last]) call(['paint'], { red });
    return limitsOf(session)('paint(0).red') as RecordedLimits;
  };
  const bytes = byteCalls(7);
  expect(bytes).toMatchObject({ isWhole: true, atMost: 255 });
  expect([7, 255, 256, 300.5, 1e171].map((number) => limitNumber(number, bytes))).toEqual([
    7,
    255,
    0,
    44,
    1e171 % 256,
  ]);
  expect(describeLimits('red', bytes)).toContain('is at most 255');
  expect(byteCalls(300)).toMatchObject({ atMost: null });
});

test('items of lists are no options', () => {
  const { session, call } = captureModuleCalls('lib.mjs', { sum: () => 0 });
  call(['sum'], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], 1);
  expect(limitsOf(session)('sum(0)[]')).toMatchObject({ options: null });
});

test('limits are described as assumptions', () => {
  const limits = limitsOf(record(20));
  const described = ['draw(0)', 'draw(1)', 'draw(2)'].map((place) =>
    describeLimits(place, limits(place) as RecordedLimits),
  );
  expect(described).toEqual([
    'As in all recorded calls, draw(0) has a multiple of 2 items.',
    'As in all recorded calls, draw(1) is 2 or 3.',
    'As in all recorded calls, draw(2) is a whole number, is not negative.',
  ]);
});

test('generated calls keep the limits of recorded calls', () => {
  const corpus = buildSeedCorpus([record(20)]);
  const numbers = [Number.NaN, -3, 0.5, Number.POSITIVE_INFINITY, 7, 2];
  const outside: unknown[] = [];
  const sizes = new Set<unknown>();
  for (let turn = 0; turn < 600; turn += 1) {
    const number = numbers[turn % numbers.length] ?? 0;
    const draws = { call: 0, mutation: turn, change: turn * 13, pick: turn * 5, number, text: 'x' };
    for (const { given, before } of generateSession(corpus, turn, [draws]).calls) {
      for (const [index, value] of given.entries()) {
        const { limits } = corpus.observations.get(`draw(${index})`) ?? {};
        if (limits === undefined || !isWithinLimits(value, limits)) outside.push([index, value]);
      }
      const lists = before.flatMap(({ shape }) => (shape.kind === 'array' ? [shape.items] : []));
      outside.push(...lists.filter((items) => items.length % 2 !== 0));
      sizes.add(given[2]);
    }
  }
  expect(outside).toEqual([]);
  expect(sizes.size).toBeGreaterThan(10);
});

test('generated arguments have types that were recorded together', async () => {
  const text = (alone: string) =>
    `export const widen = (value, size) => size === undefined ? ${alone} : value.slice(size);\n`;
  const changed = {
    base: text('String(value)'),
    // Another result only for a list alone.
    head: text("Array.isArray(value) ? 'a list' : String(value)"),
  };
  const used = (alone: unknown) =>
    checkChangedModuleBehaviour({
      ...changed,
      use: ({ call }) => {
        for (const size of [1, 2, 3]) {
          call(['widen'], ['a', 'b', 'c'], size);
          call(['widen'], alone);
        }
      },
    });
  expect(await used(3)).toMatchObject({ state: 'same' });
  expect(await used(['a'])).toMatchObject({ state: 'differs' });
});

test('objects with inherited properties are tried where only one side loops over them', async () => {
  const keys = 'Object.keys(of)';
  const loop = '(() => { const all = []; for (const key in of) all.push(key); return all; })()';
  const check = (base: string, head: string) =>
    checkChangedModuleBehaviour({
      base: `export const count = (of) => ${base}.length;\n`,
      head: `export const count = (of) => ${head}.length;\n`,
      use: ({ call }) => {
        for (const size of [1, 2, 3]) call(['count'], { a: size, b: 'x' });
      },
    });
  expect(await check(keys, loop)).toMatchObject({ state: 'differs' });
  expect(await check(keys, 'Object.entries(of)')).toMatchObject({ state: 'same' });
  expect(await check(loop, loop.replace('of) all', 'of)  all'))).toMatchObject({ state: 'same' });
});

test('the ends of a range that no call has the other way round stay in order, and it is said', async () => {
  const check = (count: number) =>
    checkChangedModuleBehaviour({
      base: 'export const gap = (x, low, high) => x < low ? low - x : x > high ? x - high : 0;\n',
      head: 'export const gap = (x, low, high) => Math.max(low - x, x - high, 0);\n',
      use: ({ call }) => {
        for (let at = 0; at < count; at += 1) call(['gap'], 50, at * 7, at * 9 + 1);
      },
    });
  expect(await check(20)).toMatchObject({
    state: 'same',
    assumes: expect.arrayContaining(['As in all recorded calls, gap(1) is at most gap(2).']),
  });
  // Too few calls to conclude an order from.
  expect(await check(5)).toMatchObject({ state: 'differs' });
});
