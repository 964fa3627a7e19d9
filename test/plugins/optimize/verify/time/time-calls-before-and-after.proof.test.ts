/** Calls timed by input size before and after a change; detection of memory never released. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { timeCalls } from '../../../../../plugins/optimize/verify/time/time-calls-before-and-after.ts';
import {
  captureModuleCalls,
  type ModuleCallCapture,
} from '../../../../support/capture-module-calls.ts';
import { createInMemoryHost } from '../../../../support/in-memory-host.ts';

const SLOW = { timeout: 120_000 };

/** Times calls of two versions of a module; the calls are captured from the first version. */
async function losses(base: string, head: string, use: (captured: ModuleCallCapture) => void) {
  const { host } = createInMemoryHost();
  const sides = { base: join(host.cwd, 'base'), head: join(host.cwd, 'head') };
  for (const [side, text] of [
    [sides.base, base],
    [sides.head, head],
  ] as const) {
    mkdirSync(side, { recursive: true });
    writeFileSync(join(side, 'subject.mjs'), text);
  }
  const url = pathToFileURL(join(sides.base, 'subject.mjs')).href;
  const captured = captureModuleCalls(
    'subject.mjs',
    (await import(url)) as Record<string, unknown>,
  );
  use(captured);
  try {
    return await timeCalls(host, {
      functions: null,
      ...sides,
      module: 'subject.mjs',
      importers: [],
      sessions: [captured.session],
      budgetMs: 4_000,
      signal: new AbortController().signal,
    });
  } finally {
    await host.processes.stopAll();
    host.files.remove(host.cwd);
  }
}

const BY_LIST = `export const common = (list, others) => list.filter((one) => others.includes(one));`;
const BY_MAP = `export function common(list, others) {
  const all = new Map(others.map((one) => [one, true]));
  return list.filter((one) => all.has(one));
}`;
const BY_SET_IF_LONG = `export function common(list, others) {
  if (others.length < 100) return list.filter((item) => others.includes(item));
  const all = new Set(others);
  return list.filter((item) => all.has(item));
}`;
const BY_FIRST_IF_LONG = `export function common(list, others) {
  if (others.length < 100) return list.filter((item) => others.includes(item));
  return list.slice(0, 1);
}`;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

it('reports that a Map for lists of two costs more, with the size', SLOW, async () => {
  const { heavy } = await losses(BY_LIST, BY_MAP, ({ call }) => {
    call(['common'], [1], [1, 2]);
    call(['common'], [3], [2, 3]);
  });
  expect(heavy).toMatchObject([
    { kind: 'time', function: 'common', size: { of: 'lists', up_to: 4 }, calls: 2, share: 1 },
  ]);
  const [loss] = heavy;
  if (loss?.kind !== 'time') throw new Error('no time');
  expect(loss.low).toBeGreaterThan(1.1);
  expect(loss.ratio).toBeGreaterThanOrEqual(loss.low);
  expect(loss.high).toBeGreaterThanOrEqual(loss.ratio);
});

it(
  'rates the same loss as light next to a call that takes nearly all of the time',
  SLOW,
  async () => {
    const { heavy, light } = await losses(BY_LIST, BY_MAP, ({ call }) => {
      call(['common'], [1], [1, 2]);
      call(['common'], numbers(3_000), numbers(3_000).toReversed());
    });
    expect(heavy).toEqual([]);
    expect(light).toMatchObject([{ kind: 'time', size: { of: 'lists', up_to: 4 } }]);
  },
);

it('finds no loss in the same code twice', SLOW, async () => {
  const found = await losses(BY_LIST, BY_LIST, ({ call }) => {
    call(['common'], [1], [1, 2]);
    call(['common'], numbers(50), numbers(50));
  });
  expect(found).toMatchObject({ heavy: [], light: [], faster: [] });
});

const COUNTED = `export const letters = (text) => [...text.toLowerCase()].filter((one) => one > ' ').length;`;
const kept = (bound: string) => `const known = new Map();
  export function letters(text) {
    const before = known.get(text);
    if (before !== undefined) return before;
    const count = [...text.toLowerCase()].filter((one) => one > ' ').length;
    ${bound}
    known.set(text, count);
    return count;
  }`;

it('reports memory that is kept for each text, but not memory with a bound', SLOW, async () => {
  const use = ({ call }: ModuleCallCapture): void => void call(['letters'], 'One, two');
  const { heavy } = await losses(COUNTED, kept(''), use);
  expect(heavy).toMatchObject([{ kind: 'memory', function: 'letters' }]);
  const [loss] = heavy;
  expect(loss?.kind === 'memory' ? loss.bytes : 0).toBeGreaterThan(40);
  const bounded = await losses(COUNTED, kept('if (known.size >= 1_000) known.clear();'), use);
  expect(bounded.heavy.filter(({ kind }) => kind === 'memory')).toEqual([]);
});

it('ignores memory that the old code kept as well', SLOW, async () => {
  const use = ({ call }: ModuleCallCapture): void => void call(['letters'], 'One, two');
  expect((await losses(kept(''), kept(''), use)).heavy).toEqual([]);
});

it('shows a gain on enlarged input where recorded lists are too short for it', SLOW, async () => {
  const { heavy, faster } = await losses(BY_LIST, BY_SET_IF_LONG, ({ call }) => {
    for (const item of ['a', 'b', 'c']) call(['common'], [item, 'b'], ['b', 'c', 'd']);
  });
  expect(heavy).toEqual([]);
  expect(faster).toMatchObject([
    { function: 'common', size: { of: 'lists', up_to: 1_024 }, calls: 0 },
  ]);
});

it('shows no gain on enlarged input where the results differ', SLOW, async () => {
  const { faster } = await losses(BY_LIST, BY_FIRST_IF_LONG, ({ call }) => {
    for (const item of ['a', 'b', 'c']) call(['common'], [item, 'b'], ['b', 'c', 'd']);
  });
  expect(faster).toEqual([]);
});

const sumOf = (count: number) => `export function sum(start) {
  let sum = start;
  for (let at = 0; at < ${count}; at += 1) sum += Math.sqrt(sum + at);
  return sum;
}`;

it(
  'shows a gain of some percent in several processes, and none where there is none',
  SLOW,
  async () => {
    const use = ({ call }: ModuleCallCapture) => {
      for (let start = 1; start < 40; start += 1) call(['sum'], start);
    };
    const { faster } = await losses(sumOf(1_000), sumOf(940), use);
    expect(faster).toMatchObject([{ function: 'sum' }]);
    expect(faster[0]?.ratio).toBeGreaterThan(0.9);
    expect(faster[0]?.ratio).toBeLessThan(0.97);
    expect(await losses(sumOf(1_000), `${sumOf(1_000)}\n`, use)).toMatchObject({ faster: [] });
  },
);

it('shows a gain where arguments that vary in size are refused', SLOW, async () => {
  const sum = (step: number) => `export function sum(bytes, size) {
    if (bytes.length !== size) throw new RangeError('size');
    let sum = 0;
    for (let at = 0; at < size; at += ${step}) sum += Math.sqrt(sum + bytes[at]);
    return sum > 0;
  }`;
  const use = ({ call }: ModuleCallCapture) => {
    for (let size = 200; size < 240; size += 1) call(['sum'], new Uint8Array(size).fill(7), size);
  };
  const { faster } = await losses(sum(1), sum(2), use);
  expect(faster).toMatchObject([{ function: 'sum' }]);
});
