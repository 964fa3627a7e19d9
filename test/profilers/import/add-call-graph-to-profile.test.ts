import { describe, expect, it } from 'vitest';
import { addCallGraphToProfile } from '../../../profilers/import/add-call-graph-to-profile.ts';
import { createFrameFunction } from '../../../profilers/parse-stack-frame.ts';
import { createProfileBuilder } from '../../../profilers/profile-builder.ts';
import { summarizeFunctions } from '../../support/profile-fixture.ts';

/** Own weight, and the weight of calls by name. */
type Graph = Readonly<
  Record<string, readonly [self: number, calls: Readonly<Record<string, number>>]>
>;

function weigh(graph: Graph) {
  const builder = createProfileBuilder();
  const names = Object.keys(graph);
  const indexes = names.map((name) =>
    builder.functionOf(createFrameFunction(name, { file: null, line: null })),
  );
  addCallGraphToProfile(
    builder,
    Object.values(graph).map(([self, calls], place) => ({
      index: indexes[place] ?? 0,
      self,
      callees: new Map(
        Object.entries(calls).map(([name, weight]) => [names.indexOf(name), weight]),
      ),
    })),
  );
  const found = summarizeFunctions(
    builder.build({ tool: 'test', weight: 'time', threads: 1, samples: null }),
  );
  return Object.fromEntries(
    Object.entries(found).map(([name, { self, total }]) => [name, [self, total].map(rounded)]),
  );
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

describe('a call graph as a tree', () => {
  it('has the own weight of each function, and the weight with its callees', () => {
    expect(
      weigh({
        main: [1, { first: 12, second: 7 }],
        first: [2, { shared: 10 }],
        second: [3, { shared: 4 }],
        shared: [6, { leaf: 8 }],
        leaf: [8, {}],
      }),
    ).toEqual({ main: [1, 20], first: [2, 12], second: [3, 7], shared: [6, 14], leaf: [8, 8] });
  });

  it('counts a function that calls itself, directly or through another, once', () => {
    const found = weigh({
      main: [1, { even: 9 }],
      even: [4, { odd: 5, even: 3 }],
      odd: [5, { even: 4 }],
    });
    expect(found).toEqual({ main: [1, 10], even: [4, 9], odd: [5, 5] });
  });

  it('loses nothing that nobody calls, or that only a cycle calls', () => {
    const found = weigh({ alone: [3, {}], one: [1, { other: 2 }], other: [2, { one: 3 }] });
    expect(found.alone).toEqual([3, 3]);
    expect([found.one?.[0], found.other?.[0]]).toEqual([1, 2]);
  });

  it('is finished for more paths than there are atoms', () => {
    const layers = 40;
    const name = (layer: number, place: number): string => `f${layer}.${place}`;
    const graph: Record<string, readonly [number, Record<string, number>]> = {};
    for (let layer = 0; layer < layers; layer += 1) {
      const below = 2 * (layers - layer - 1);
      const calls = Object.fromEntries(
        layer + 1 === layers ? [] : [0, 1].map((place) => [name(layer + 1, place), below / 4]),
      );
      for (const place of [0, 1]) graph[name(layer, place)] = [1, calls];
    }
    const found = weigh(graph);
    for (const [self] of Object.values(found)) expect(self).toBe(1);
  });
});
