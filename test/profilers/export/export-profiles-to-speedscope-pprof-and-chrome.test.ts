/** Exports have the same data as their source, for our own importers and for other tools. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../harness/model/program/profile.ts';
import type { ProfileExporter } from '../../../profilers/export/profile-exporter.ts';
import { chromeExporter } from '../../../profilers/export/to-chrome-devtools-profile.ts';
import { pprofExporter } from '../../../profilers/export/to-pprof.ts';
import { speedscopeExporter } from '../../../profilers/export/to-speedscope.ts';
import {
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

const FACTS = { name: 'parse a "file"', createdAt: new Date('2026-01-02T03:04:05Z') };

/** Fixtures of every kind of weight, and each one's precision when written in whole units. */
const FIXTURES = [
  'node-26.cpuprofile',
  'go-1.26.cpu.pprof',
  'cprofile-3.11.prof',
  'node-26.heapprofile',
  'go-1.26.heap.pprof',
  'py-spy-0.4.1.raw.txt',
  'node-26.prof-process.json.gz',
] as const;

function bytesOf(exporter: ProfileExporter, profile: Profile): Buffer {
  const written = exporter.write(profile, FACTS);
  return Buffer.from(written instanceof Uint8Array ? written : [...written].join(''));
}

/** Expects the same functions with the same weights, up to one unit of the file for each node. */
function expectAlike(read: Profile, profile: Profile, unit: number): void {
  const [found, told] = [selfWeightsByName(read), selfWeightsByName(profile)];
  for (const [name, weight] of told) {
    const nodes = profile.tree.of.filter((index) => profile.functions[index]?.name === name).length;
    expect(Math.abs((found.get(name) ?? 0) - weight), name).toBeLessThanOrEqual(unit * nodes);
  }
  expect([...found.keys()].filter((name) => !told.has(name))).toEqual([]);
}

describe('an export for speedscope', () => {
  it.each(FIXTURES)('has the same weights when %s is read back', async (name) => {
    const profile = await readProfileFixture(name);
    const read = await readProfileContent(bytesOf(speedscopeExporter, profile));
    expectAlike(read, profile, 1e-6);
    expect(summarizeFunctions(read).inner?.total).toEqual(
      summarizeFunctions(profile).inner &&
        expect.closeTo(summarizeFunctions(profile).inner?.total ?? 0, 6),
    );
  });

  it('satisfies the schema of speedscope itself', async () => {
    const require = createRequire(import.meta.url);
    const schema = require('speedscope/dist/release/file-format-schema.json');
    const check = new Ajv({ strict: false }).compile(schema);
    for (const name of FIXTURES) {
      const file = JSON.parse(
        bytesOf(speedscopeExporter, await readProfileFixture(name)).toString(),
      );
      expect(check(file), JSON.stringify(check.errors)).toBe(true);
      expect(file.name).toBe(FACTS.name);
    }
  });
});

describe('an export as pprof', () => {
  it.each(FIXTURES)('has the same weights when %s is read back', async (name) => {
    const profile = await readProfileFixture(name);
    const packed = bytesOf(pprofExporter, profile);
    const read = await readProfileContent(gunzipSync(packed));
    expect(read.weight).toBe(profile.weight);
    expectAlike(read, profile, 1e-6);
  });

  it('is opened by go tool pprof with the same times', async () => {
    const profile = await readProfileFixture('node-26.cpuprofile');
    const path = join(mkdtempSync(join(tmpdir(), 'perf-harness-export-')), 'profile.pb.gz');
    writeFileSync(path, bytesOf(pprofExporter, profile));
    const args = ['tool', 'pprof', '-top', '-unit=us', '-nodefraction=0', path];
    const { status, stdout, stderr } = spawnSync('go', args, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const inner = /^ *([\d.]+)us .* inner$/m.exec(stdout)?.[1];
    expect(Number(inner) / 1_000).toBeCloseTo(summarizeFunctions(profile).inner?.self ?? 0, 3);
    expect(stdout).toContain('Type: time');
  });
});

describe('an export for Chrome', () => {
  it.each(['node-26.cpuprofile', 'go-1.26.cpu.pprof', 'cprofile-3.11.prof'])(
    'has the same weights when the times of %s are read back',
    async (name) => {
      const profile = await readProfileFixture(name);
      const read = await readProfileContent(bytesOf(chromeExporter, profile));
      expect(read).toMatchObject({ tool: 'v8-cpu', weight: 'time' });
      // V8's format counts whole microseconds.
      expectAlike(read, profile, 1e-3);
    },
  );

  it('has the fields of files of Node.js itself', async () => {
    const own = JSON.parse((await readFixtureBytes('node-26.cpuprofile')).toString());
    const file = JSON.parse(
      bytesOf(chromeExporter, await readProfileFixture('node-26.cpuprofile')).toString(),
    );
    expect(Object.keys(file).toSorted()).toEqual(Object.keys(own).toSorted());
    expect(Object.keys(file.nodes[0].callFrame).toSorted()).toEqual(
      Object.keys(own.nodes[0].callFrame).toSorted(),
    );
    const inner = { functionName: 'inner', url: 'file:///app/work.mjs' };
    const placeOf = (profile: typeof own) =>
      profile.nodes.find(({ callFrame }: typeof own) => callFrame.functionName === 'inner')
        .callFrame;
    expect(placeOf(file)).toMatchObject({ ...inner, lineNumber: placeOf(own).lineNumber });
    expect(new Set(file.samples).size).toBe(file.samples.length);
  });

  it.each(['node-26.heapprofile', 'go-1.26.heap.pprof'])(
    'is a heap profile for the memory of %s',
    async (name) => {
      const profile = await readProfileFixture(name);
      const read = await readProfileContent(bytesOf(chromeExporter, profile));
      // Such a file always holds memory that was still in use, and cannot hold anything else.
      expect(read).toMatchObject({ tool: 'v8-heap', weight: 'held' });
      expectAlike(read, profile, 1);
    },
  );

  it('is refused when it is neither, with what Chrome can show', async () => {
    const profile = await readProfileFixture('callgrind-3.19.out.gz');
    expect(() => bytesOf(chromeExporter, profile)).toThrow(
      'Chrome DevTools shows only time and memory profiles, but this is a profile of instructions.',
    );
  });
});

describe('an export of an empty profile', () => {
  it('is a readable file', async () => {
    const empty: Profile = {
      ...(await readProfileFixture('node-26.heapprofile')),
      functions: [],
      tree: { parent: new Int32Array(), of: new Int32Array(), self: new Float64Array() },
    };
    const text = bytesOf(chromeExporter, { ...empty, weight: 'time' }).toString();
    expect(JSON.parse(text)).toMatchObject({ samples: [], timeDeltas: [] });
    expect(JSON.parse(bytesOf(speedscopeExporter, empty).toString()).shared.frames).toEqual([]);
  });
});
