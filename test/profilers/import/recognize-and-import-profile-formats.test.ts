/** Profiles that the real tools wrote, and files that are no profiles. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importProfile } from '../../../profilers/import/import-profile.ts';
import {
  lineWeights,
  PROFILE_FIXTURES,
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

describe('the profile importer', () => {
  it('reads a profile of node --cpu-prof', async () => {
    const profile = await readProfileFixture('node-26.cpuprofile');
    const { inner, outer } = summarizeFunctions(profile);
    expect(profile).toMatchObject({ tool: 'v8-cpu', weight: 'time' });
    expect(inner).toMatchObject({ owner: 'project', file: '/app/work.mjs', line: 1 });
    // The program works for 300 ms.
    expect(outer?.total).toBeGreaterThan(250);
    expect(outer?.total).toBeLessThan(400);
    expect(inner?.self).toBeGreaterThan(0.9 * (outer?.total ?? 0));
  });

  it("reads the functions of py-spy's collapsed stacks once, with their lines", async () => {
    const profile = await readProfileFixture('py-spy-0.4.1.raw.txt');
    const { inner, outer } = summarizeFunctions(profile);
    expect(profile).toMatchObject({ tool: 'collapsed', weight: 'samples', samples: 93 });
    expect(inner).toMatchObject({ owner: 'project', file: 'work.py', line: null, self: 92 });
    expect(outer).toMatchObject({ self: 0, total: 92 });
    expect(lineWeights(profile, 'inner')).toEqual({ 6: 24, 7: 68 });
  });

  it('reads a profile of py-spy for speedscope', async () => {
    const profile = await readProfileFixture('py-spy-0.4.1.speedscope.json');
    const { inner, outer } = summarizeFunctions(profile);
    expect(profile).toMatchObject({ tool: 'speedscope', weight: 'time' });
    expect(inner).toMatchObject({ owner: 'project', line: null });
    expect(inner?.self).toBeGreaterThan(700);
    expect(outer?.total).toBeLessThan(1_200);
    expect(profile.lines.length).toBeGreaterThan(1);
  });

  it('assembles the profile of a trace from its chunks', async () => {
    const frame = (functionName: string) => ({ functionName, url: 'https://example.org/app.js' });
    let ts = 0;
    const event = (name: string, data: object) => {
      ts += 1;
      return { name, pid: 7, ts, id: '0x1', args: { data } };
    };
    const text = JSON.stringify({
      traceEvents: [
        { name: 'process_name', pid: 7 },
        event('Profile', { startTime: 1_000 }),
        event('ProfileChunk', {
          cpuProfile: {
            nodes: [
              { id: 1, callFrame: { functionName: '(root)' } },
              { id: 2, parent: 1, callFrame: frame('main') },
            ],
            samples: [2],
          },
          timeDeltas: [1_000],
        }),
        event('ProfileChunk', {
          cpuProfile: { nodes: [{ id: 3, parent: 2, callFrame: frame('late') }], samples: [3, 2] },
          timeDeltas: [2_000, 4_000],
        }),
        event('ProfileChunk', { endTime: 9_000 }),
      ].toSorted(({ name: ownName }, { name: other }) => other.localeCompare(ownName)),
    });
    const profile = await readProfileContent(text);
    expect(profile).toMatchObject({ tool: 'chrome-trace', samples: 3 });
    expect(summarizeFunctions(profile)).toMatchObject({
      main: { self: 3, total: 7, file: 'https://example.org/app.js' },
      late: { self: 4 },
    });
  });

  it('gives the time between opening and closing frames to the innermost frame', async () => {
    const text = JSON.stringify({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: { frames: [{ name: 'outer' }, { name: 'inner', file: '/a/site-packages/lib/x.c' }] },
      profiles: [
        {
          type: 'evented',
          unit: 'microseconds',
          events: [
            { type: 'O', frame: 0, at: 0 },
            { type: 'O', frame: 1, at: 1_000 },
            { type: 'C', frame: 1, at: 4_000 },
            { type: 'C', frame: 0, at: 5_000 },
          ],
        },
      ],
    });
    expect(summarizeFunctions(await readProfileContent(text))).toMatchObject({
      outer: { self: 2, total: 5 },
      inner: { self: 3, owner: 'package', package: 'lib' },
    });
  });
});

describe('the profile importer on an invalid file', () => {
  it.each([
    ['', 'the file is empty'],
    ['hello', 'the file matches none of the known profile formats'],
    ['{"a":1}', 'the file matches none of the known profile formats'],
    ['main;work 12\nmain;rest\n', 'line 2 is not a stack followed by a count'],
    ['{"traceEvents":[]}', 'the trace has no CPU profile'],
    ['{"metadata":{}}', 'the file has no `traceEvents`'],
    ['[{"ph":"M","name":"x"}]', 'the trace has no CPU profile'],
    ['[{"ph":"M","name":"x"}', 'the file is truncated'],
    ['{"traceEvents":[{"name":"x"', 'the file is truncated'],
    [
      '{"$schema":"https://www.speedscope.app/file-format-schema.json"}',
      'the file lacks `shared.frames`',
    ],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });

  it.each([
    ['pprof', () => readFixtureBytes('go-1.26.cpu.pprof'), 100],
    ['stacks as text', async () => Buffer.from('main;load 10\n'.repeat(1e4)), 500],
  ])('rejects %s that would take more memory than the limit', async (_, head, most) => {
    const start = await head();
    const parts = async function* () {
      yield start;
      // Untouched memory takes no physical space.
      yield new Uint8Array(most * 1e6);
    };
    await expect(importProfile(parts(), '/')).rejects.toThrow(`the file is larger than ${most} MB`);
  });

  const files = readdirSync(PROFILE_FIXTURES).filter(
    (name) => !/^(README|work|keep|spin)/.test(name),
  );
  it.each(files)('rejects %s when it is truncated', async (name) => {
    const whole = await readFixtureBytes(name);
    const read = readProfileContent(whole.subarray(0, Math.floor(0.6 * whole.length)));
    // Lines of stacks have no end that could be missed.
    if (!name.endsWith('.raw.txt')) await expect(read).rejects.toThrow('the file is truncated');
    else await expect(read).rejects.toThrow(/line \d is not a stack followed by a count/);
  });
});
