import { describe, expect, it, test } from 'vitest';
import type { WaitRecord, WaitSite } from '../../../harness/model/program/waits.ts';
import { summariseWaits } from '../../../profilers/waits/summarise-waits.ts';
import { waitsProfile } from '../../../profilers/waits/waits-profile.ts';

type Span = readonly [site: number, operation: number, startMs: number, endMs: number];

const functions = ['load', 'serve'].map((name) => ({
  name,
  owner: 'project' as const,
  package: null,
  file: '/app/server.js',
  line: 1,
  column: 1,
}));
const QUERY: WaitSite = {
  kind: 'database',
  detail: 'select ?',
  target: '127.0.0.1:5432',
  stack: [0, 1],
  lines: [5, 9],
};
const FILE: WaitSite = { kind: 'file', detail: 'readFile', target: null, stack: [1], lines: [7] };

function recordOf(
  operations: readonly (readonly [name: string, startMs: number, endMs: number, weight?: number])[],
  spans: readonly Span[],
): WaitRecord {
  return {
    functions,
    sites: [QUERY, FILE],
    operations: operations.map(([name, startMs, endMs, weight = 1]) => ({
      name,
      port: 80,
      startMs,
      endMs,
      weight,
      cause: -1,
      program: null,
    })),
    spans: {
      site: Int32Array.from(spans, ([site]) => site),
      operation: Int32Array.from(spans, ([, operation]) => operation),
      startMs: Float64Array.from(spans, ([, , startMs]) => startMs),
      endMs: Float64Array.from(spans, ([, , , endMs]) => endMs),
    },
    loopDelayMs: 0,
    dropped: 0,
  };
}

describe('waits by operation', () => {
  it('tell calls that go on one after the other from those that go on at once', () => {
    const record = recordOf(
      [
        ['GET /a', 0, 100],
        ['GET /b', 0, 100],
      ],
      [
        [0, 0, 0, 10],
        [0, 0, 10, 20],
        [0, 0, 20, 30],
        [0, 1, 0, 10],
        [0, 1, 1, 20],
        [0, 1, 2, 30],
      ],
    );
    const [a, b] = summariseWaits(record);
    expect(a?.sites).toEqual([
      { site: 0, calls: 3, waitMs: 30, sequential: 3, mostAtOnce: 1, share: 1 },
    ]);
    expect(b?.sites).toEqual([
      { site: 0, calls: 3, waitMs: 30, sequential: 1, mostAtOnce: 3, share: 1 },
    ]);
  });

  it('count the time once in which two places wait', () => {
    const [one] = summariseWaits(
      recordOf(
        [['GET /a', 0, 100]],
        [
          [0, 0, 0, 50],
          [1, 0, 25, 75],
        ],
      ),
    );
    expect(one).toMatchObject({ wallMs: 100, waitMs: 75 });
    expect(one?.sites.map(({ waitMs }) => waitMs)).toEqual([50, 50]);
  });

  it('count a span that outlives its operation until that one ends', () => {
    const [one] = summariseWaits(
      recordOf(
        [['GET /a', 0, 10]],
        [
          [0, 0, 5, 50],
          [1, 0, 20, 30],
        ],
      ),
    );
    expect(one).toMatchObject({ waitMs: 5 });
    expect(one?.sites).toHaveLength(1);
  });

  it('give means over all operations of a name, each by what it stands for', () => {
    const [one] = summariseWaits(
      recordOf(
        [
          ['GET /a', 0, 10, 1],
          ['GET /a', 0, 30, 3],
        ],
        [[0, 1, 0, 20]],
      ),
    );
    expect(one).toMatchObject({ count: 4, wallMs: 25, waitMs: 15 });
    expect(one?.sites).toEqual([
      { site: 0, calls: 0.75, waitMs: 15, sequential: 0.75, mostAtOnce: 1, share: 0.75 },
    ]);
  });

  it('are none where nothing was served', () => {
    expect(summariseWaits(recordOf([], [[0, -1, 0, 10]]))).toEqual([]);
  });
});

describe('waits as a profile', () => {
  const pathsOf = (record: WaitRecord): readonly (readonly [string, number])[] => {
    const { tree, functions: all } = waitsProfile(record);
    const nameOf = (node: number): string => {
      const parent = tree.parent[node] ?? -1;
      const name = all[tree.of[node] ?? -1]?.name ?? '';
      return parent === -1 ? name : `${nameOf(parent)};${name}`;
    };
    return [...tree.self.entries()].flatMap(([node, self]) =>
      self > 0 ? [[nameOf(node), self] as const] : [],
    );
  };

  test('are stacks, outermost first, that end with what is waited for', () => {
    const record = recordOf(
      [['GET /a', 0, 100]],
      [
        [0, 0, 0, 10],
        [0, 0, 5, 10],
        [1, 0, 0, 4],
      ],
    );
    expect(pathsOf(record)).toEqual([
      ['serve;load;database: select ? (127.0.0.1:5432)', 15],
      ['serve;file: readFile', 4],
    ]);
    const { lines } = waitsProfile(record);
    expect(lines.map(({ of, line, weight }) => [functions[of]?.name, line, weight])).toEqual([
      ['load', 5, 15],
      ['serve', 7, 4],
    ]);
  });

  test('of a server are those of its requests only', () => {
    expect(
      pathsOf(
        recordOf(
          [['GET /a', 0, 9]],
          [
            [0, -1, 0, 10],
            [1, 0, 0, 4],
          ],
        ),
      ),
    ).toHaveLength(1);
    expect(pathsOf(recordOf([], [[0, -1, 0, 10]]))).toHaveLength(1);
  });
});
