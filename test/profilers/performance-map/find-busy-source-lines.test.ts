import { describe, expect, test } from 'vitest';
import type { LineWeight } from '../../../harness/model/program/profile.ts';
import { findBusySourceLines } from '../../../profilers/performance-map/find-busy-source-lines.ts';
import type { MapNode } from '../../../profilers/performance-map/performance-map-node.ts';

const seen = (...weights: readonly (readonly [line: number, weight: number])[]) =>
  new Map([['a', weights.map(([line, weight]): LineWeight => ({ of: 0, line, weight }))]]);
const node = (cpuMs: number, viaMs = 0): MapNode => {
  const of = { name: 'load', file: 'a.js', line: 3 };
  const via = new Map(viaMs === 0 ? [] : [[{ ...of, name: 'sort' }, viaMs]]);
  // Sound: nothing else of a node is used.
  return { key: 'a', cpuMs, via, of } as unknown as MapNode;
};

describe('findBusySourceLines', () => {
  test('returns the two busiest lines, each once', () => {
    const lines = seen([4, 20], [7, 30], [4, 30], [9, 15], [5, 5]);
    expect(findBusySourceLines(node(10), lines, 10)).toEqual([
      { line: 4, share: 50 },
      { line: 7, share: 30 },
    ]);
  });

  test('leaves out time of Node.js and of the garbage collector', () => {
    expect(findBusySourceLines(node(8, 4), seen([4, 1]), 10)).toEqual([{ line: 4, share: 40 }]);
  });

  test('returns nothing when no line stands out, only the first was seen, or none was', () => {
    const even = Array.from({ length: 20 }, (_, index) => [index + 4, 1] as const);
    expect(findBusySourceLines(node(10), seen(...even), 10)).toEqual([]);
    expect(findBusySourceLines(node(10), seen([3, 5]), 10)).toEqual([]);
    expect(findBusySourceLines(node(10), seen([3, 5], [4, 5]), 10)).toHaveLength(2);
    expect(findBusySourceLines(node(10), new Map(), 10)).toEqual([]);
    expect(findBusySourceLines(node(0), seen([4, 1]), 0)).toEqual([]);
  });
});
