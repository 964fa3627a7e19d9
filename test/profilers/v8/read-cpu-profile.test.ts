import { describe, expect, it } from 'vitest';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';
import { readCpuProfile } from '../../../profilers/v8/read-cpu-profile.ts';

const place = (functionName: string, url = `file:///app/${functionName}.js`) => ({
  functionName,
  url,
  scriptId: '1',
  lineNumber: 4,
  columnNumber: 2,
});
const ROOT = { ...place('(root)', ''), lineNumber: -1, columnNumber: -1 };

/** root → main → (parse → parse, idle); samples of 1 ms, the last of 4 ms. */
const FILE = {
  nodes: [
    { id: 1, callFrame: ROOT, hitCount: 0, children: [2, 5] },
    { id: 2, callFrame: place('main'), hitCount: 1, children: [3] },
    {
      id: 3,
      callFrame: place('parse', 'file:///app/node_modules/@a/b/parse.js'),
      hitCount: 2,
      children: [4],
      positionTicks: [
        { line: 7, ticks: 1 },
        { line: 9, ticks: 1 },
      ],
    },
    { id: 4, callFrame: place('parse', 'file:///app/node_modules/@a/b/parse.js'), hitCount: 1 },
    { id: 5, callFrame: place('(idle)', ''), hitCount: 1 },
  ],
  startTime: 10_000,
  endTime: 19_000,
  samples: [2, 3, 3, 4, 5],
  timeDeltas: [1_000, 1_000, 1_000, 1_000, 1_000],
};

function read(file: unknown, stretch?: { fromMs: number; toMs: number }) {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  return readCpuProfile(Buffer.from(text), { own: '/perf-harness/', ...(stretch && { stretch }) });
}

function weights(profile: ReturnType<typeof read>) {
  return Object.fromEntries(
    computeFunctionWeights(profile).map(({ of, self, total }) => [of.name, [self, total]]),
  );
}

describe('the reader of V8 CPU profiles', () => {
  it('gives each function the time until the next sample, and counts recursion once', () => {
    const profile = read(FILE);
    expect(weights(profile)).toEqual({ main: [1, 4], parse: [3, 3], '(idle)': [4, 4] });
    expect(profile).toMatchObject({ weight: 'time', threads: 1, samples: 5 });
  });

  it('names whose code it is', () => {
    const [main, parse, idle] = read(FILE).functions;
    expect(main).toMatchObject({ owner: 'project', file: '/app/main.js', line: 5, column: 3 });
    expect(parse).toMatchObject({ owner: 'package', package: '@a/b' });
    expect(idle).toMatchObject({ owner: 'idle', file: null });
  });

  it('divides a function over its lines by the ticks of each', () => {
    const profile = read(FILE);
    expect(profile.lines.map(({ line, weight }) => [line, weight])).toEqual([
      [7, 1],
      [9, 1],
    ]);
  });

  it('leaves out what is outside of a stretch, and cuts what reaches into it', () => {
    const profile = read(FILE, { fromMs: 12.5, toMs: 16 });
    expect(weights(profile)).toEqual({ main: [0, 2.5], parse: [2.5, 2.5], '(idle)': [1, 1] });
  });

  it('sorts samples by their times', () => {
    const file = {
      ...FILE,
      samples: [2, 4, 3, 3, 5],
      timeDeltas: [1_000, 3_000, -2_000, 1_000, 2_000],
    };
    expect(weights(read(file))).toEqual(weights(read(FILE)));
  });

  it('divides the whole by hits when a file has no times, as old files do', () => {
    const { samples: _samples, timeDeltas: _timeDeltas, ...old } = FILE;
    expect(weights(read(old))).toEqual({
      main: [1.8, 7.2],
      parse: [expect.closeTo(5.4), expect.closeTo(5.4)],
      '(idle)': [1.8, 1.8],
    });
  });

  it.each([
    ['', 'the file is empty'],
    [JSON.stringify(FILE).slice(0, 300), 'the file is truncated'],
    ['hello', 'the file is not JSON'],
    ['[]', 'expected a JSON object, found an array'],
    ['{}', 'it has no `nodes`'],
    [{ nodes: [] }, 'the profile lacks `startTime` or `endTime`'],
    [{ ...FILE, timeDeltas: [1] }, '`samples` and `timeDeltas` differ in length'],
    [{ ...FILE, timeDeltas: undefined }, 'only one of `samples` and `timeDeltas`'],
    [{ ...FILE, nodes: [{ id: 1 }] }, 'node 0 has no `id` or no `callFrame`'],
    [{ ...FILE, nodes: [FILE.nodes[0]] }, 'calls node 2, which is missing'],
    [
      {
        ...FILE,
        nodes: FILE.nodes.map((node) => (node.id === 4 ? { ...node, children: [2] } : node)),
      },
      'contains a cycle',
    ],
  ])('rejects an invalid profile: %#', (file, why) => {
    expect(() => read(file)).toThrow(why);
  });
});

/** root → main, which calls functions of these names at these lines; a sample of each, 1 ms long. */
function fileOf(functions: readonly (readonly [name: string, line: number, more?: object])[]) {
  const ids = functions.map((_, index) => index + 3);
  return {
    nodes: [
      { id: 1, callFrame: ROOT, children: [2] },
      { id: 2, callFrame: place('main'), children: ids },
      ...functions.map(([name, lineNumber, more = {}], index) => ({
        id: index + 3,
        callFrame: { ...place(name, 'file:///app/a.js'), lineNumber, ...more },
      })),
    ],
    startTime: 0,
    endTime: 1_000 * (ids.length + 1),
    samples: ids,
    timeDeltas: ids.map(() => 1_000),
  };
}

describe('a CPU profile that records the line that ran', () => {
  it('has each function once, with its lines, and reports it', () => {
    const profile = read(fileOf([10, 11, 12].map((line) => ['work', line])));
    expect(weights(profile)).toEqual({ main: [0, 3], work: [3, 3] });
    expect(profile.functions[1]).toMatchObject({ name: 'work', line: null, column: null });
    expect(profile.lines.map(({ line }) => line)).toEqual([11, 12, 13]);
    expect(profile.findings).toMatchObject([{ id: 'lines-that-ran' }]);
  });

  it('is not assumed when few names occur twice, or lines are separate from functions', () => {
    const names = [...'abc'].map((name): readonly [string, number] => [name, 4]);
    const twice = read(fileOf([...names, ['a', 9]]));
    expect(twice.functions.filter(({ name }) => name === 'a')).toHaveLength(2);
    const file = fileOf([10, 11].map((line) => ['work', line]));
    const nodes = file.nodes.map((node) => ({ ...node, positionTicks: [{ line: 12, ticks: 1 }] }));
    expect(read({ ...file, nodes }).functions).toHaveLength(3);
  });
});

describe('code made at run time', () => {
  it.each(['', 'evalmachine.<anonymous>'])(
    'is JavaScript with the address "%s", separate for each script',
    (url) => {
      const made = (scriptId: string) => ['validate', 2, { url, scriptId }] as const;
      const [, first, other] = read(fileOf([made('90'), made('91')])).functions;
      expect(first).toMatchObject({ owner: 'project', file: 'run-time script 90', line: 3 });
      expect(other).toMatchObject({ owner: 'project', file: 'run-time script 91', line: 3 });
    },
  );

  it('does not include built-in code of the engine', () => {
    const builtIn = { url: '', scriptId: '0', columnNumber: -1 };
    const [, builtInFunction] = read(fileOf([['parse', -1, builtIn]])).functions;
    expect(builtInFunction).toMatchObject({ owner: 'native', file: null });
  });
});
