import { describe, expect, it } from 'vitest';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';
import { findOnlyCall } from '../../../profilers/v8/attribute-time-to-callees.ts';
import { readCpuProfile } from '../../../profilers/v8/read-cpu-profile.ts';

describe('the only call of a line', () => {
  it.each([
    ['  const tokens = tokenise(line, amounts.tokenise);', 'tokenise'],
    ['    render(tokens, amounts.render) +', 'render'],
    ["  if (parser.parse('a(b)')) {", 'parse'],
    ['  return this.#rows?.sum(); // as sort() does', 'sum'],
    ['  return (first(rows));', 'first'],
  ])('%s', (line, name) => {
    expect(findOnlyCall(line)).toBe(name);
  });

  it.each([
    '  const total = first(rows) + second(rows);',
    '  for (const row of rowsOf(text)) {',
    '  while (next(rows)) count += 1;',
    '  const rows = await query(text);',
    '  return rows.map((row) => row.id);',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a line of source.
    '  return `${render(rows)}`;',
    '  const kept = new Map();',
    '  const sum = left + right;',
    '  if (isDone) {',
    '  function parse(text) {',
    `  first(${'"x", '.repeat(100)});`,
  ])('is missing in %s', (line) => {
    expect(findOnlyCall(line)).toBeNull();
  });
});

const frame = (functionName: string) => ({
  functionName,
  url: functionName === '(root)' ? '' : 'file:///app/main.js',
  scriptId: '1',
  lineNumber: functionName === '(root)' ? -1 : 0,
  columnNumber: functionName.length,
});

/** root → main → (parse → inner, other); main was sampled at lines 2 to 5, twice each. */
const FILE = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2] },
    {
      id: 2,
      callFrame: frame('main'),
      children: [3, 4],
      positionTicks: [2, 3, 4, 5].map((line) => ({ line, ticks: 2 })),
    },
    {
      id: 3,
      callFrame: frame('Parser.parse'),
      children: [5],
      positionTicks: [{ line: 9, ticks: 1 }],
    },
    { id: 4, callFrame: frame('other') },
    { id: 5, callFrame: frame('inner') },
  ],
  startTime: 0,
  endTime: 11_000,
  samples: [2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5],
  timeDeltas: [0, ...new Array(10).fill(1_000)],
};
const LINES = [
  'export function main(text) {',
  '  const rows = parser.parse(text);',
  '  const total = parse(rows) + other(rows);',
  '  inner(rows);',
  '  return total * 2;',
];

function read(lineOf?: (file: string, line: number) => string | null) {
  return readCpuProfile(Buffer.from(JSON.stringify(FILE)), {
    own: '/perf-harness/',
    ...(lineOf && { lineOf }),
  });
}

function self(profile: ReturnType<typeof read>) {
  return Object.fromEntries(
    computeFunctionWeights(profile).map(({ of, self: own }) => [of.name, own]),
  );
}

describe('the time that V8 counts for the caller, at the line of the call', () => {
  it('belongs to the callee when the line does nothing else', () => {
    const profile = read((file, line) =>
      file === '/app/main.js' ? (LINES[line - 1] ?? '') : null,
    );
    // Line 4 calls a function that is not a child of main; line 3 calls two functions.
    expect(self(profile)).toEqual({ main: 6, 'Parser.parse': 3, other: 1, inner: 1 });
    const lines = profile.lines.map(({ of, line, weight }) => [
      profile.functions[of]?.name,
      line,
      weight,
    ]);
    expect(lines).toEqual([
      ['main', 3, 2],
      ['main', 4, 2],
      ['main', 5, 2],
      ['Parser.parse', 9, 3],
    ]);
  });

  it('stays with the caller when its source is unknown', () => {
    const asSeen = { main: 8, 'Parser.parse': 1, other: 1, inner: 1 };
    expect(self(read())).toEqual(asSeen);
    expect(self(read(() => null))).toEqual(asSeen);
  });
});
