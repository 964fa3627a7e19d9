/** Profiles of TypeScript that other loaders than our own have compiled. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createSourceReader } from '../../api/observe/map-profiles-to-sources.ts';
import { createHost } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { createCoverageProfiler } from '../../profilers/execution-coverage/coverage-profiler.ts';
import { resolveProfileSourceMaps } from '../../profilers/resolve-profile-source-maps.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { thirdPartyTypescriptLoaderSource } from '../support/third-party-typescript-loader.ts';

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-loaders-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

const ENUM = `enum Kind {
  Even = 'even',
  Odd = 'odd',
}

interface Row { id: number; kind: Kind }
`;
/** The busy function begins at line 11, whatever is in the first six lines. */
const source = (head: string, busyMs = 70) => `${head}

const rows = Array.from({ length: 1000 }, (_: unknown, id: number) => ({ id, kind: 'even' }));

export function sumOfEven(all: readonly { id: number; kind: string }[]): number {
  let sum = 0;
  for (const row of all) if (row.kind === 'even') sum = (sum + row.id * 3 + [row].length) % 1000003;
  return sum;
}

const end = process.cpuUsage().user + ${busyMs}_000;
while (process.cpuUsage().user < end) for (let turn = 0; turn < 50; turn += 1) sumOfEven(rows);
`;
const SUM = { name: 'sumOfEven', line: 11, owner: 'project' };

function loaderWith(sourceMaps: 'inline' | false): string {
  const path = join(folder, `loader-${sourceMaps}.mjs`);
  writeFileSync(path, thirdPartyTypescriptLoaderSource(sourceMaps));
  return pathToFileURL(path).href;
}
const OWN = pathToFileURL(join(import.meta.dirname, '../../harness/loader/register.ts')).href;

let programs = 0;
interface Attachable<Taken> {
  readonly attach: (
    folder: string,
    nodeOptions: string | undefined,
  ) => {
    readonly env: NodeJS.ProcessEnv;
    readonly read: (stretch: { fromMs: number; toMs: number }) => Promise<Taken>;
  };
}

async function run<Taken>(profiler: Attachable<Taken>, loader: string | null, text: string) {
  programs += 1;
  const file = join(folder, `program-${programs}.ts`);
  writeFileSync(file, text);
  const own = join(folder, `taken-${programs}`);
  host.files.makeFolder(own);
  const { env, read } = profiler.attach(own, undefined);
  const { exit, stderr } = await host.processes.exec({
    file: process.execPath,
    args: [...(loader === null ? [] : [`--import=${loader}`]), file],
    cwd: folder,
    env,
    timeoutMs: 300_000,
  });
  expect(exit, stderr).toMatchObject({ code: 0 });
  return { file, taken: await read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY }) };
}

/** Returns the busy function: on a loaded machine the module around it may get more of the time. */
function busyFunction(file: string, profile: Profile) {
  const { profile: resolved, unmapped } = resolveProfileSourceMaps(
    profile,
    createSourceReader(host),
  );
  const weights = computeFunctionWeights(resolved);
  return { ...weights.find(({ of }) => of.file === file && of.name === SUM.name)?.of, unmapped };
}

/** Returns a profile without texts, as in a file. */
const withoutTexts = ({ texts: _, ...profile }: Profile): Profile => profile;

describe('a profile of TypeScript', () => {
  it('has the lines of the source when its loader adds an inline source map', async () => {
    const loader = loaderWith('inline');
    const { file, taken } = await run(createCpuProfiler(host), loader, source(ENUM));
    expect(busyFunction(file, taken.profile)).toMatchObject({ ...SUM, unmapped: [] });
  });

  it('has no lines when its loader left no source map, and reports it', async () => {
    const { file, taken } = await run(createCpuProfiler(host), loaderWith(false), source(ENUM));
    const unmapped = { name: 'sumOfEven', line: null, column: null, unmapped: [file] };
    expect(busyFunction(file, taken.profile)).toMatchObject(unmapped);
    expect(busyFunction(file, withoutTexts(taken.profile))).toMatchObject(unmapped);
  });

  it('has the lines of the source when our own loader compiled it', async () => {
    const { file, taken } = await run(createCpuProfiler(host), OWN, source(ENUM));
    expect(busyFunction(file, taken.profile)).toMatchObject({ ...SUM, unmapped: [] });
    expect(busyFunction(file, withoutTexts(taken.profile))).toMatchObject({ ...SUM, unmapped: [] });
  });

  it('has the lines of the source when Node.js stripped its types', async () => {
    const { file, taken } = await run(createCpuProfiler(host), null, source('\n'.repeat(6)));
    expect(busyFunction(file, taken.profile)).toMatchObject({ ...SUM, unmapped: [] });
    expect(busyFunction(file, withoutTexts(taken.profile))).toMatchObject({ ...SUM, unmapped: [] });
  });
});

describe('the coverage of TypeScript', () => {
  it('is unknown when a loader wrote the source on one line with an inline source map', async () => {
    const passes = createCoverageProfiler(host, createSourceReader(host));
    const { file, taken } = await run(passes, loaderWith('inline'), source(ENUM, 1));
    expect(taken.unmapped).toEqual([file]);
    expect(taken.files.filter((filePasses) => filePasses.file === file)).toEqual([]);
  });

  it('is that of the source when Node.js stripped its types', async () => {
    const passes = createCoverageProfiler(host, createSourceReader(host));
    const { file, taken } = await run(passes, null, source('\n'.repeat(6), 1));
    expect(taken.unmapped).toEqual([]);
    const own = taken.files.find((filePasses) => filePasses.file === file);
    expect(own?.functions).toContainEqual(expect.objectContaining({ fromLine: 11, toLine: 15 }));
  });
});
