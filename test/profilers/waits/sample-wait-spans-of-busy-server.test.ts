import { expect, test } from 'vitest';
import { createSpanStore, NO_OPERATION } from '../../../profilers/waits/wait-span-store.ts';

const AMPLE = Number.POSITIVE_INFINITY;
const ports = { localPort: 0, remotePort: 0, rows: -1, parameters: 0, connection: 0 };

function numbersOf(column: string): readonly number[] {
  return [...new Int32Array(Uint8Array.from(Buffer.from(column, 'base64')).buffer)];
}

test('keeps all spans of an operation or none, with the number of operations represented', () => {
  const store = createSpanStore({ rows: 100, perWindow: AMPLE });
  for (let index = 0; index < 1_000; index += 1) {
    const { number, weight } = store.begin(index);
    if (weight === 0) continue;
    for (const site of [0, 1, 2]) {
      store.addSpan({ site, operation: number, start: index, end: index, ...ports });
    }
    store.addOperation({ number, weight, name: 0, start: index, end: index, ...ports });
  }
  const { spans, operations } = store.written();
  const kept = numbersOf(operations.number);
  const weights = numbersOf(operations.weight);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.length * 4).toBeLessThanOrEqual(104);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(900);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(1_100);
  // Spread evenly over the whole time, and not only its beginning.
  expect(Math.max(...kept)).toBeGreaterThan(900);
  const spansOf = Map.groupBy(numbersOf(spans.operation), (operation) => operation);
  expect(kept.every((number) => spansOf.get(number)?.length === 3)).toBe(true);
});

test('keeps fewer operations of a server that is too busy, and more again afterwards', () => {
  const store = createSpanStore({ rows: AMPLE, perWindow: 10 });
  const serve = (fromMs: number, toMs: number, everyMs: number): number => {
    let kept = 0;
    for (let nowMs = fromMs; nowMs < toMs; nowMs += everyMs) {
      const { number, weight } = store.begin(nowMs);
      if (weight === 0) continue;
      kept += 1;
      store.addOperation({ number, weight, name: 0, start: nowMs, end: nowMs, ...ports });
    }
    return kept;
  };
  expect(serve(0, 10_000, 1)).toBeLessThan(1_500);
  serve(10_000, 20_000, 125);
  expect(serve(20_000, 30_000, 125)).toBe(80);
});

test('thins out spans that belong to no operation, and counts what is left out', () => {
  const store = createSpanStore({ rows: 100, perWindow: AMPLE });
  for (let index = 0; index < 1_000; index += 1) {
    store.addSpan({ site: 0, operation: NO_OPERATION, start: index, end: index, ...ports });
  }
  const { spans, dropped } = store.written();
  const kept = numbersOf(spans.site).length;
  expect(kept).toBeLessThanOrEqual(101);
  expect(kept + dropped).toBe(1_000);
});
