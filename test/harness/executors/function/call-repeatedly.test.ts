import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callAndAwait,
  callForNothing,
  callForNumbers,
  callForValues,
  isThenable,
  sink,
} from '../../../../harness/executors/function/call-repeatedly.ts';

const LOOPS = { callForNothing, callForNumbers, callForValues, callAndAwait };

describe('each loop', () => {
  it.each(Object.entries(LOOPS))(
    'calls as often as asked, with fixture and params: %s',
    (_, loop) =>
      fc.assert(
        fc.asyncProperty(fc.nat(100), async (count) => {
          const seen: unknown[][] = [];
          const run = (...values: unknown[]) => seen.push(values);
          await loop(run, 'fixture', 'params', count);
          expect(seen).toEqual(Array.from({ length: count }, () => ['fixture', 'params']));
        }),
      ),
  );

  it('hands every result on: numbers as their sum, values as the last of them', async () => {
    let next = 0;
    callForNumbers(() => next++, null, null, 21);
    expect(sink.number).toBe(210);
    callForValues(() => ({ next: next++ }), null, null, 16);
    expect(sink.values).toEqual([29, 30, 31, 32, 33, 34, 35, 36].map((value) => ({ next: value })));
    await callAndAwait(async () => next++, null, null, 3);
    expect(sink.values).toEqual([39]);
  });

  it('takes a result that is no number among numbers', () => {
    callForNumbers(() => 'text', null, null, 9);
    expect(sink.number).toBe(0);
  });

  it('awaits one call before the next', async () => {
    let open = 0;
    const run = async () => {
      open += 1;
      expect(open).toBe(1);
      await null;
      open -= 1;
    };
    await callAndAwait(run, null, null, 5);
  });
});

describe('isThenable', () => {
  const withThen = (value: object, then: unknown): object => {
    Reflect.set(value, 'then', then);
    return value;
  };

  it('knows promises and whatever else has a `then` to call', () => {
    for (const yes of [
      Promise.resolve(),
      withThen({}, () => 0),
      withThen(
        () => 0,
        () => 0,
      ),
    ]) {
      expect(isThenable(yes)).toBe(true);
    }
    for (const no of [withThen({}, 1), {}, null, undefined, 'then', 0]) {
      expect(isThenable(no)).toBe(false);
    }
  });
});
