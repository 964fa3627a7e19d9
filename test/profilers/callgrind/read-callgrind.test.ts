import { describe, expect, it } from 'vitest';
import { readCallgrindFunctions } from '../../../profilers/callgrind/callgrind-profiler.ts';
import { readJitPerfMap } from '../../../profilers/read-jit-perf-map.ts';

const HEAD =
  'version: 1\ncreator: callgrind-3.19.0\npositions: instr\nevents: Ir\nsummary: 160\n\n';
const BODY = `ob=(1) /usr/bin/node
fl=(1) node.cc
fn=(1) main
0x401000 5
+7 7
cob=(2) ???
cfi=(2) ???
cfn=(2) 0x0000000018004000
calls=3 0x18004000
* 100
-2 8

ob=(2)
fl=(2)
fn=(2)
0x18004000 90
* 10

ob=(1)
fl=(1)
fn=(3) main'2
0x401000 15
0x18004010 25
fn=(4) unused

ob=(3) /usr/lib/libz.so
fn=(5) 0x0000000000001050
0x4801050 3
`;
const nothing = (): null => null;
const MAP = '18004000 20 JS:*burn /app/burn.js:1:14\n';

describe('callgrind output', () => {
  it('gives each function its own instructions, with recursion, but not those of its callees', () => {
    expect(readCallgrindFunctions(`${HEAD}${BODY}\ntotals: 160\n`, nothing)).toEqual([
      { name: 'main', object: '/usr/bin/node', instructions: 60 },
      { name: '0x0000000018004000', object: '???', instructions: 100 },
      { name: '0x0000000000001050', object: '/usr/lib/libz.so', instructions: 3 },
    ]);
  });

  it('identifies code that V8 has made by its address, wherever callgrind counts it', () => {
    expect(readCallgrindFunctions(`${HEAD}${BODY}\ntotals: 160\n`, readJitPerfMap(MAP))).toEqual([
      { name: 'main', object: '/usr/bin/node', instructions: 35 },
      { name: 'JS:*burn /app/burn.js:1:14', object: '', instructions: 125 },
      { name: '0x0000000000001050', object: '/usr/lib/libz.so', instructions: 3 },
    ]);
  });

  it.each([
    ['', 'the file is not callgrind output'],
    ['{"nodes":[]}', 'the file is not callgrind output'],
    [HEAD.replace('instr', 'line'), 'the file has no instruction addresses'],
    [`${HEAD}${BODY}`, 'the file is truncated'],
  ])('is refused when it is %j', (text, why) => {
    expect(() => readCallgrindFunctions(text, nothing)).toThrow(why);
  });
});
