/** What the real tools wrote, and what is none of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../harness/model/profile.ts';
import { weighFunctions } from '../../../profilers/hot-spots.ts';
import { readProfile } from '../../../profilers/import/read-profile.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/profile');
const OWN = '/perf-harness/';
const fixture = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** Each function by its name, with its own weight, that with what it called, and where it is. */
function functionsOf(profile: Profile) {
  return Object.fromEntries(
    weighFunctions(profile).map(({ of, self, total }) => [of.name, { ...of, self, total }]),
  );
}

describe('a profile', () => {
  it('of node --cpu-prof', () => {
    const profile = readProfile(fixture('node-26.cpuprofile'), OWN);
    const { inner, outer } = functionsOf(profile);
    expect(profile).toMatchObject({ tool: 'v8-cpu', weight: 'time' });
    expect(inner).toMatchObject({ owner: 'project', file: '/app/work.mjs', line: 1 });
    // The program works for 300 ms.
    expect(outer?.total).toBeGreaterThan(250);
    expect(outer?.total).toBeLessThan(400);
    expect(inner?.self).toBeGreaterThan(0.9 * (outer?.total ?? 0));
  });

  it('of py-spy in collapsed stacks has its functions once, and their lines', () => {
    const profile = readProfile(fixture('py-spy-0.4.1.raw.txt'), OWN);
    const { inner, outer } = functionsOf(profile);
    expect(profile).toMatchObject({ tool: 'collapsed', weight: 'samples', samples: 93 });
    expect(inner).toMatchObject({ owner: 'project', file: 'work.py', line: null, self: 92 });
    expect(outer).toMatchObject({ self: 0, total: 92 });
    const index = profile.functions.findIndex(({ name }) => name === 'inner');
    const lines = profile.lines.filter(({ of }) => of === index);
    expect(Object.fromEntries(lines.map(({ line, weight }) => [line, weight]))).toEqual({
      6: 24,
      7: 68,
    });
  });

  it('of py-spy for speedscope', () => {
    const profile = readProfile(fixture('py-spy-0.4.1.speedscope.json'), OWN);
    const { inner, outer } = functionsOf(profile);
    expect(profile).toMatchObject({ tool: 'speedscope', weight: 'time' });
    expect(inner).toMatchObject({ owner: 'project', line: null });
    expect(inner?.self).toBeGreaterThan(700);
    expect(outer?.total).toBeLessThan(1_200);
    expect(profile.lines.length).toBeGreaterThan(1);
  });

  it('of a trace is put together from its chunks', () => {
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
      ].toSorted(({ name: one }, { name: other }) => other.localeCompare(one)),
    });
    const profile = readProfile(text, OWN);
    expect(profile).toMatchObject({ tool: 'chrome-trace', samples: 3 });
    expect(functionsOf(profile)).toMatchObject({
      main: { self: 3, total: 7, file: 'https://example.org/app.js' },
      late: { self: 4 },
    });
  });

  it('with frames that open and close has what lies between for the innermost', () => {
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
    expect(functionsOf(readProfile(text, OWN))).toMatchObject({
      outer: { self: 2, total: 5 },
      inner: { self: 3, owner: 'package', package: 'lib' },
    });
  });
});

describe('a file that is no profile', () => {
  it.each([
    ['', 'the file is empty'],
    ['hello', 'it is no profile that is known'],
    ['{"a":1}', 'it is no profile that is known'],
    ['main;work 12\nmain;rest\n', 'line 2 has no stack with a number behind it'],
    ['{"traceEvents":[]}', 'the trace has no CPU profile'],
    ['{"traceEvents":[{"name":"x"', 'the file is cut short'],
    ['{"$schema":"https://www.speedscope.app/file-format-schema.json"}', 'no `shared.frames`'],
  ])('%j is told so', (text, why) => {
    expect(() => readProfile(text, OWN)).toThrow(why);
  });

  const files = readdirSync(FOLDER).filter((name) => !/^(README|work)/.test(name));
  it.each(files)('%s, cut off, is told so', (name) => {
    const text = fixture(name);
    const read = () => readProfile(text.slice(0, Math.floor(0.6 * text.length)), OWN);
    // Lines of stacks have no end that could be missed.
    if (!name.endsWith('.txt')) expect(read).toThrow('the file is cut short');
    else expect(read).toThrow(/line \d has no stack/);
  });
});
