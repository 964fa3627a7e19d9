import { describe, expect, it } from 'vitest';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';
import { readHeapProfile } from '../../../profilers/v8/read-heap-profile.ts';

const frame = (functionName: string, url = `file:///app/${functionName}.js`) => ({
  functionName,
  url,
  scriptId: '1',
  lineNumber: url === '' ? -1 : 4,
  columnNumber: url === '' ? -1 : 2,
});
const node = (callFrame: object, selfSize: number, children: readonly object[] = []) => ({
  callFrame,
  selfSize,
  children,
  id: 1,
});
const FILE = {
  head: node(frame('(root)', ''), 0, [
    node(frame('main'), 100, [
      node(frame('parse', 'file:///app/node_modules/@a/b/parse.js'), 2_000),
      node(frame('main'), 30),
    ]),
    node(frame('(V8 API)', ''), 7),
  ]),
  samples: [{ size: 1, nodeId: 1, ordinal: 1 }],
};

function read(file: unknown) {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  return readHeapProfile(text, { own: '/perf-harness/', tool: 'v8-heap', weight: 'held' });
}

describe('the reader of V8 sampling heap profiles', () => {
  it('gives each function its bytes, and counts recursion once', () => {
    const profile = read(FILE);
    expect(
      Object.fromEntries(
        computeFunctionWeights(profile).map(({ of, self, total }) => [of.name, [self, total]]),
      ),
    ).toEqual({ main: [130, 2_130], parse: [2_000, 2_000], '(V8 API)': [7, 7] });
    expect(profile).toMatchObject({ weight: 'held', threads: 1, samples: 1 });
    expect(profile.functions.find(({ name }) => name === 'parse')).toMatchObject({
      owner: 'package',
      package: '@a/b',
      line: 5,
    });
  });

  it.each([
    ['', 'the file is empty'],
    ['{"head":{"callFrame"', 'the file is truncated'],
    ['no', 'the file is not JSON'],
    ['null', 'it has no `head`'],
    [{ nodes: [] }, 'it has no `head`'],
    [{ head: { selfSize: 1 } }, 'a node has no `callFrame`'],
    [{ head: node(frame('(root)', ''), 0, [{}]) }, 'a node has no `callFrame`'],
  ])('rejects %j', (file, message) => {
    expect(() => read(file)).toThrow(message);
  });
});
