import { describe, expect, test } from 'vitest';
import type {
  WaitRecord,
  WaitSite,
} from '../../../harness/model/program/program-wait-record-types.ts';
import { createWaitProfile } from '../../../profilers/waits/wait-profiler.ts';

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

describe('createWaitProfile', () => {
  const pathsOf = (record: WaitRecord): readonly (readonly [string, number])[] => {
    const { tree, functions: all } = createWaitProfile(record);
    const nameOf = (node: number): string => {
      const parent = tree.parent[node] ?? -1;
      const name = all[tree.of[node] ?? -1]?.name ?? '';
      return parent === -1 ? name : `${nameOf(parent)};${name}`;
    };
    return [...tree.self.entries()].flatMap(([node, self]) =>
      self > 0 ? [[nameOf(node), self] as const] : [],
    );
  };

  test('returns stacks, outermost first, that end with what is waited for', () => {
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
    const { lines } = createWaitProfile(record);
    expect(lines.map(({ of, line, weight }) => [functions[of]?.name, line, weight])).toEqual([
      ['load', 5, 15],
      ['serve', 7, 4],
    ]);
  });

  test('includes only the waits of requests when the program is a server', () => {
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
