import { expect, test } from 'vitest';
import type { WaitRecord } from '../../../harness/model/program/program-wait-record-types.ts';
import { resolveWaitSourceMaps } from '../../../profilers/waits/resolve-wait-source-maps.ts';

/** Line 1 of the compiled file is line 3 of the source, line 2 is line 4. */
const MAP = JSON.stringify({
  version: 3,
  sources: ['../src/server.ts'],
  names: [],
  mappings: 'AAEA;AACA',
});
const FILES: Readonly<Record<string, string>> = {
  '/app/dist/server.js':
    'async function load() {\n await query(); }\n//# sourceMappingURL=server.js.map\n',
  '/app/dist/server.js.map': MAP,
};

const recordOf = (file: string): WaitRecord => ({
  functions: [{ name: 'load', owner: 'project', package: null, file, line: 1, column: 1 }],
  sites: [{ kind: 'database', detail: 'select ?', target: null, stack: [0], lines: [2] }],
  operations: [],
  spans: {
    site: new Int32Array(),
    operation: new Int32Array(),
    startMs: new Float64Array(),
    endMs: new Float64Array(),
  },
  loopDelayMs: 0,
  dropped: 0,
});
const read = (path: string): string | null => FILES[path] ?? null;

test('places functions and calls where the source has them', () => {
  const record = resolveWaitSourceMaps(recordOf('/app/dist/server.js'), { read }, []);
  expect(record.functions[0]).toMatchObject({ file: '/app/src/server.ts', line: 3 });
  expect(record.sites[0]?.lines).toEqual([4]);
});

test('leaves what has no map as it is', () => {
  const before = recordOf('/app/plain.js');
  expect(resolveWaitSourceMaps(before, { read }, [])).toEqual(before);
});

/** A minified file: all on one line, where columns identify the function and its calls. */
const MINIFIED: Readonly<Record<string, string>> = {
  '/app/dist/m.js': 'async function n(e){await q();await q(1)}\n//# sourceMappingURL=m.js.map\n',
  // `async` is from 3:1, `n` is `load` at 3:16, the calls are at 4:9 and 5:9.
  '/app/dist/m.js.map': JSON.stringify({
    version: 3,
    sources: ['../src/server.ts'],
    names: ['load'],
    mappings: 'AAEA,eAAeA,KACP,UACA',
  }),
};
const readMinified = (path: string): string | null => MINIFIED[path] ?? null;

/** As V8's stacks tell it: the function from its keyword on, with the columns of the calls. */
function minifiedRecord(...columns: readonly number[]): WaitRecord {
  const [site] = recordOf('').sites;
  if (site === undefined) throw new Error('no site');
  return {
    ...recordOf('/app/dist/m.js'),
    functions: [
      {
        name: 'n',
        owner: 'project',
        package: null,
        file: '/app/dist/m.js',
        line: 1,
        column: 1,
      },
    ],
    sites: columns.map((column) => ({ ...site, lines: [1], columns: [column] })),
    spans: {
      site: Int32Array.from(columns.keys()),
      operation: Int32Array.from(columns, () => -1),
      startMs: Float64Array.from(columns.keys()),
      endMs: Float64Array.from(columns.keys(), (at) => at + 1),
    },
  };
}

test('gives a minified function the name that its profile has, and each call its line', () => {
  const record = resolveWaitSourceMaps(minifiedRecord(27, 37), { read: readMinified }, []);
  expect(record.functions[0]).toMatchObject({ name: 'load', file: '/app/src/server.ts', line: 3 });
  expect(record.sites.map(({ lines }) => lines)).toEqual([[4], [5]]);
  expect(record.sites[0]).not.toHaveProperty('columns');
});

test('treats calls on one line of the source as one place', () => {
  const record = resolveWaitSourceMaps(minifiedRecord(27, 28), { read: readMinified }, []);
  expect(record.sites.map(({ lines }) => lines)).toEqual([[4]]);
  expect([...record.spans.site]).toEqual([0, 0]);
});
