import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Profile as PprofFile, StringTable } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import {
  lineWeights,
  PROFILE_FIXTURES,
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

/** Returns the own weight of each function by Go itself, in the unit of the file. */
function topOfGo(name: string, ...options: readonly string[]): ReadonlyMap<string, number> {
  const args = ['tool', 'pprof', '-top', '-nodefraction=0', ...options];
  const { status, stdout, stderr } = spawnSync('go', [...args, join(PROFILE_FIXTURES, name)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const rows = stdout.matchAll(
    /^ *(\d\S*?)(?:ms|B)? +\S+% +\S+% +\S+ +\S+% +(.+?)(?: \(inline\))?$/gm,
  );
  const found = new Map<string, number>();
  for (const [, weight, of = ''] of rows) {
    if (Number(weight) > 0) found.set(of, (found.get(of) ?? 0) + Number(weight));
  }
  return found;
}

/** Returns a pprof with these functions, one location each, called in this order. */
function pprofOf(
  functions: readonly { name: string; startLine?: number; lines: readonly number[] }[],
  types: readonly (readonly [string, string])[],
): Uint8Array {
  const strings = new StringTable();
  const file = new PprofFile({
    sampleType: types.map(([type, unit]) => ({
      type: strings.dedup(type),
      unit: strings.dedup(unit),
    })),
    function: functions.map(({ name, startLine = 0 }, index) => ({
      id: index + 1,
      name: strings.dedup(name),
      startLine,
      filename: strings.dedup('/app/work.x'),
    })),
    // Locations of one function each, or a single location into which all functions are inlined.
    location: [
      ...functions.flatMap(({ lines }, index) =>
        lines.map((line) => ({
          id: 100 * (index + 1) + line,
          line: [{ functionId: index + 1, line }],
        })),
      ),
      {
        id: 9,
        line: functions
          .filter(({ lines }) => lines.length === 0)
          .map((_, index) => ({ functionId: index + 1, line: 3 })),
      },
    ],
    sample: functions.flatMap(({ lines }, index) =>
      lines.map((line) => ({
        locationId: [100 * (index + 1) + line],
        value: types.map((_, place) => 10 ** place),
      })),
    ),
    stringTable: strings,
  });
  return file.encode();
}

describe('P811-29: the pprof importer', () => {
  it('reads the times and the lines that go tool pprof reports for Go', async () => {
    const profile = await readProfileFixture('go-1.26.cpu.pprof');
    expect(profile).toMatchObject({ tool: 'pprof', weight: 'time', samples: 86 });
    expect(selfWeightsByName(profile)).toEqual(topOfGo('go-1.26.cpu.pprof', '-unit=ms'));
    expect(summarizeFunctions(profile)['main.outer']).toMatchObject({
      self: 0,
      total: 860,
      line: 28,
    });
    expect(lineWeights(profile, 'main.inner')).toEqual({ 19: 190, 20: 660 });
  });

  it('reads the allocated memory that go tool pprof reports for Go', async () => {
    const profile = await readProfileFixture('go-1.26.heap.pprof');
    expect(profile.weight).toBe('allocated');
    const told = topOfGo('go-1.26.heap.pprof', '-sample_index=alloc_space', '-unit=B');
    expect(told.size).toBeGreaterThan(10);
    expect(selfWeightsByName(profile)).toEqual(told);
  });

  it('reads the times that go tool pprof reports for Node.js, and whose code it is', async () => {
    const name = 'datadog-pprof-5.20.time.pb.gz';
    const profile = await readProfileFixture(name);
    expect(selfWeightsByName(profile)).toEqual(topOfGo(name, '-unit=ms'));
    const found = summarizeFunctions(profile);
    expect(found.inner).toMatchObject({ owner: 'project', file: '/app/work-pprof.cjs', line: 4 });
    expect(found['Garbage Collection']).toMatchObject({ owner: 'gc' });
    expect(found.start).toMatchObject({ owner: 'package', package: '@datadog/pprof' });
  });

  it('reads the memory in use for Node.js', async () => {
    const profile = await readProfileFixture('datadog-pprof-5.20.heap.pb.gz');
    expect(profile.weight).toBe('held');
    expect(summarizeFunctions(profile).keep?.self).toBeGreaterThan(0.8 * 200 * 80_000);
  });

  it('reads a file that is not compressed', async () => {
    const profile = await readProfileContent(await readFixtureBytes('go-1.26.cpu.pprof'));
    expect(summarizeFunctions(profile)['main.inner']?.self).toBe(850);
  });

  it('keeps inlined functions as functions of their own', async () => {
    const bytes = pprofOf(
      [
        { name: 'inner', startLine: 1, lines: [] },
        { name: 'outer', startLine: 2, lines: [] },
      ],
      [['cpu', 'nanoseconds']],
    );
    const file = PprofFile.decode(bytes);
    const sample = [{ locationId: [9], value: [4_000_000] }];
    const profile = await readProfileContent(new PprofFile({ ...file, sample }).encode());
    expect(summarizeFunctions(profile)).toMatchObject({
      inner: { self: 4, total: 4 },
      outer: { self: 0, total: 4 },
    });
  });

  it('places a function without a first line at its only reported line', async () => {
    const profile = await readProfileContent(
      pprofOf(
        [
          { name: 'once', lines: [7] },
          { name: 'often', lines: [8, 9] },
        ],
        [['cpu', 'nanoseconds']],
      ),
    );
    expect(summarizeFunctions(profile)).toMatchObject({ once: { line: 7 }, often: { line: null } });
    expect(Object.keys(lineWeights(profile, 'often'))).toEqual(['8', '9']);
    expect(lineWeights(profile, 'once')).toEqual({});
  });

  it.each([
    [
      [
        ['samples', 'count'],
        ['cpu', 'microseconds'],
      ],
      'time',
      0.01,
    ],
    [
      [
        ['inuse_space', 'bytes'],
        ['alloc_space', 'bytes'],
      ],
      'allocated',
      10,
    ],
    [[['goroutine', 'count']], 'samples', 1],
    [[['instructions', 'count']], 'instructions', 1],
    [
      [
        ['contentions', 'count'],
        ['delay', 'nanoseconds'],
      ],
      'time',
      1e-5,
    ],
  ] as const)('reads the values %j as %s', async (types, weight, self) => {
    const profile = await readProfileContent(pprofOf([{ name: 'one', lines: [1] }], types));
    expect(profile.weight).toBe(weight);
    expect(summarizeFunctions(profile).one?.self).toBeCloseTo(self, 9);
  });

  it('rejects a file that refers to missing entries', async () => {
    const file = PprofFile.decode(await readFixtureBytes('go-1.26.cpu.pprof'));
    const without = (part: object) =>
      readProfileContent(new PprofFile({ ...file, ...part }).encode());
    await expect(without({ location: [] })).rejects.toThrow('the file refers to location 5');
    await expect(without({ function: [] })).rejects.toThrow('the file refers to function');
    await expect(without({ sample: [] })).rejects.toThrow('the file has no samples');
    await expect(without({ stringTable: new StringTable() })).rejects.toThrow(
      'the file refers to string',
    );
  });

  it('rejects a truncated file, or loses nothing that it reads', async () => {
    const whole = await readFixtureBytes('go-1.26.cpu.pprof');
    const told = summarizeFunctions(await readProfileContent(whole));
    for (let size = 20; size < whole.length; size += 7) {
      const read = await readProfileContent(whole.subarray(0, size)).then(
        summarizeFunctions,
        String,
      );
      if (typeof read === 'object') expect(read, `${size} bytes`).toEqual(told);
      else {
        expect(read, `${size} bytes`).toMatch(
          /: the file (is truncated|has no samples|refers to \w+ \d+, which is missing)/,
        );
      }
    }
  });
});
