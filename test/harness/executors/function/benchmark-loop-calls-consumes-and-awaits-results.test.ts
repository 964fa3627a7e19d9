import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callAwaitingResults,
  callIgnoringResults,
  callStoringResults,
  callSummingResults,
  isThenable,
  resultSink,
} from '../../../../harness/executors/function/measured-function-call-loops.ts';

const LOOPS = {
  callForNothing: callIgnoringResults,
  callForNumbers: callSummingResults,
  callForValues: callStoringResults,
  callAndAwait: callAwaitingResults,
};

describe('call loop', () => {
  it.each(Object.entries(LOOPS))(
    'calls as often as requested, with fixture and params: %s',
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

  it('passes every result on: numbers as their sum, values as the last of them', async () => {
    let next = 0;
    callSummingResults(() => next++, null, null, 21);
    expect(resultSink.number).toBe(210);
    callStoringResults(() => ({ next: next++ }), null, null, 16);
    expect(resultSink.values).toEqual(
      [29, 30, 31, 32, 33, 34, 35, 36].map((value) => ({ next: value })),
    );
    await callAwaitingResults(async () => next++, null, null, 3);
    expect(resultSink.values).toEqual([39]);
  });

  it('notes a result that it does not consume, and consumes it', () => {
    for (const [loop, value] of [
      [callSummingResults, 'text'],
      [callIgnoringResults, 1],
    ] as const) {
      resultSink.hasOther = false;
      loop(() => value, null, null, 9);
      expect(resultSink).toMatchObject({ hasOther: true, hasPromise: false, values: [value] });
    }
    callSummingResults(() => 'text', null, null, 9);
    expect(resultSink.number).toBe(0);
  });

  it.each([1, 2, 3, 8, 10, 64, 100, 1_024])(
    'finds a promise at each %d-th call among values, whatever call comes first',
    (period) => {
      for (let first = 0; first < period; first += Math.ceil(period / 10)) {
        let calls = first;
        const pending = Promise.resolve();
        resultSink.hasPromise = false;
        // Eight batches, each 64 times as long as the period of the pattern.
        for (let batch = 0; batch < 8; batch += 1) {
          callStoringResults(
            () => (calls++ % period === 0 ? pending : 'text'),
            null,
            null,
            64 * period,
          );
        }
        expect(resultSink.hasPromise).toBe(true);
      }
    },
  );

  it('awaits each call before the next', async () => {
    let open = 0;
    const run = async () => {
      open += 1;
      expect(open).toBe(1);
      await null;
      open -= 1;
    };
    await callAwaitingResults(run, null, null, 5);
  });
});

describe('isThenable', () => {
  const withThen = (value: object, then: unknown): object => {
    Reflect.set(value, 'then', then);
    return value;
  };

  it('recognises promises and any object with a callable `then`', () => {
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
