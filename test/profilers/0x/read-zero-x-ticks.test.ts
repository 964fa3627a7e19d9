import { describe, expect, it } from 'vitest';
import { readZeroXTicks } from '../../../profilers/0x/read-zero-x-ticks.ts';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';

const js = (name: string) => ({ name, type: 'JS', kind: 'Opt' });
const LIBRARY = { name: '/usr/bin/node', type: 'SHARED_LIB' };

function read(ticks: unknown) {
  const profile = readZeroXTicks(JSON.stringify(ticks), '/opt/perf-harness/');
  return { profile, functions: computeFunctionWeights(profile) };
}

describe('ticks of 0x', () => {
  it('become functions with file and line, including functions without a caller', () => {
    const { profile, functions } = read([
      [js('main /app/a b.js:1:1'), js('parse /app/node_modules/json/parse.js:14:3')],
      [js('main /app/a b.js:1:1'), js(' /app/a b.js:9:20'), LIBRARY],
      [js('get stdout node:internal/bootstrap/node:10:7')],
      [js('load file:///app/m.mjs:2:8')],
    ]);
    expect(profile).toMatchObject({ tool: '0x', weight: 'samples', samples: 4 });
    const named = functions.map(({ of, self, total }) => [of.name, of.file, of.line, self, total]);
    expect(named).toEqual([
      ['main', '/app/a b.js', 1, 0, 2],
      ['parse', '/app/node_modules/json/parse.js', 14, 1, 1],
      ['(anonymous)', '/app/a b.js', 9, 0, 1],
      ['/usr/bin/node', null, null, 1, 1],
      ['get stdout', 'node:internal/bootstrap/node', 10, 1, 1],
      ['load', '/app/m.mjs', 2, 1, 1],
    ]);
    expect(functions.map(({ of }) => of.owner)).toEqual([
      'project',
      'package',
      'project',
      'native',
      'node',
      'project',
    ]);
  });

  it('leave out what 0x has added to the program, and ticks without any frame', () => {
    const preload = js(' /x/node_modules/0x/lib/preload/soft-exit.js:4:23');
    const { profile, functions } = read([[], [preload], [js('a /app/a.js:1:1'), preload]]);
    expect(profile.samples).toBe(1);
    expect(functions.map(({ of, self }) => [of.name, self])).toEqual([['a', 1]]);
  });

  it.each([
    ['', 'the file is empty'],
    ['[[{"name":"a /a.js:1', 'the file is truncated'],
    ['{"code":[]}', 'the file is not a list of stacks'],
    ['[1]', 'tick 0 is not a list of frames'],
    ['[[{"type":"JS"}]]', 'tick 0 has a frame without a name'],
  ])('are refused when they are %j', (text, why) => {
    expect(() => readZeroXTicks(text, '/opt/')).toThrow(why);
  });
});
