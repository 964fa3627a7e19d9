import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  createTimeGrid,
  RequestTable,
} from '../../../../plugins/investigate/observations/requests-by-interval.ts';
import { createDraws } from '../../../support/random-draws.ts';

const START = Date.UTC(2026, 10, 24);
const DAY_MS = 86_400_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Returns the bytes in use after garbage collection. */
function heldBytes(): number {
  // Memory of buffers is only released by the collection after the one that found them unreachable.
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A day of requests in the order of their time, with durations over six orders of size. */
function wideTable(endpoints: number, perCell: number): { table: RequestTable; cells: number } {
  const table = new RequestTable(createTimeGrid(START, START + DAY_MS));
  const { uniform } = createDraws(30);
  const cells = endpoints * table.grid.length;
  const numbers = Array.from({ length: endpoints }, (_, index) =>
    table.endpointOf(`GET /${index}`),
  );
  for (let index = 0; index < cells * perCell; index += 1)
    table.add({
      at: START + (index / (cells * perCell)) * DAY_MS,
      isError: false,
      segments: [],
      durationMs: 10 ** (6 * uniform() - 1),
      endpoint: numbers[index % endpoints] ?? 0,
    });
  return { table, cells };
}

describe('a day of widely spread durations', () => {
  // 500 endpoints of 144 intervals are 72,000 cells: 43 MB and about 80 MB, in addition to 150 MB
  // for reading. In a small table the last chunk of memory, up to a megabyte, also counts.
  test.each([
    ['few values in each cell', 100, 70, 600],
    ['many values in each cell', 20, 1_000, 1_500],
  ])('takes a bounded number of bytes per cell: %s', (_how, endpoints, perCell, most) => {
    const before = heldBytes();
    const { table, cells } = wideTable(endpoints, perCell);
    const bytes = (heldBytes() - before) / cells;
    expect(table.endpoints()).toHaveLength(endpoints);
    expect(cells).toBe(144 * endpoints);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(most);
  });
});
