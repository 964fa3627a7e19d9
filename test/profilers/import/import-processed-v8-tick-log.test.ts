import { describe, expect, it, test } from 'vitest';
import {
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

/** Ticks by function as summed by `node --prof-process` itself, over all kinds of code. */
const TOLD = {
  outer: 202 + 22,
  inner: 7 + 2,
  get: 1,
  Multiply_Baseline: 1,
  LoadICGenericBaseline: 1,
};

describe('LEAD-20: the importer of processed node --prof logs', () => {
  it('reads the ticks that prof-process reports for each function', async () => {
    const profile = await readProfileFixture('node-26.prof-process.json.gz');
    expect(profile).toMatchObject({ tool: 'v8-prof', weight: 'samples', samples: 242 });
    const found = selfWeightsByName(profile);
    for (const [name, ticks] of Object.entries(TOLD)) expect(found.get(name), name).toBe(ticks);
    expect([...found.values()].reduce((sum, count) => sum + count, 0)).toBe(242);
  });

  it('names whose code it is', async () => {
    const found = summarizeFunctions(await readProfileFixture('node-26.prof-process.json.gz'));
    expect(found.outer).toMatchObject({ owner: 'project', file: '/app/work.mjs', line: 7 });
    expect(found.get).toMatchObject({ owner: 'node', file: 'node:internal/util', line: 638 });
    expect(found['/app/node']).toMatchObject({ owner: 'native', file: null });
  });

  it("separates the collector's ticks, and counts unknown code only where it was innermost", async () => {
    const profile = await readProfileContent(
      JSON.stringify({
        code: [
          { name: ' file:///app/a%20b.mjs:1:1', type: 'JS' },
          { name: 'work /my app/a.js:3:5', type: 'JS' },
        ],
        functions: [],
        ticks: [
          { tm: 1, vm: 0, s: [1, 10, -1, 7, 0, 5] },
          { tm: 2, vm: 0, s: [-1, 99, 0, 5] },
          { tm: 3, vm: 1, s: [1, 10] },
        ],
      }),
    );
    expect(summarizeFunctions(profile)).toMatchObject({
      '(anonymous)': { total: 2, file: '/app/a b.mjs' },
      work: { self: 1, total: 2, file: '/my app/a.js', line: 3, column: 5 },
      '(unknown)': { self: 1 },
      '(garbage collector)': { self: 1, owner: 'gc' },
    });
  });

  it('names the command that processes a raw V8 log', async () => {
    const log =
      'v8-version,14,6,202,34,-node.34,0\nv8-platform,linux,linux\nshared-library,/app/node,0x400000,0x3489000,0\n';
    await expect(readProfileContent(log)).rejects.toThrow(
      'node --prof-process --preprocess -j LOG',
    );
  });

  it.each([
    ['{"code": [', 'the file is truncated'],
    ['{"code": []}', 'the file lacks `code` or `ticks`'],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});

test('treats code made at run time as JavaScript, separate for each script', async () => {
  const code = [90, 91].map((script) => ({
    name: 'validate :3:26',
    type: 'JS',
    source: { script },
  }));
  const ticks = [0, 1].map((place) => ({ vm: 0, s: [place, 0] }));
  const { functions } = await readProfileContent(JSON.stringify({ code, ticks }));
  expect(functions).toMatchObject([
    { name: 'validate', owner: 'project', file: 'run-time script 90', line: 3 },
    { name: 'validate', owner: 'project', file: 'run-time script 91', line: 3 },
  ]);
});
