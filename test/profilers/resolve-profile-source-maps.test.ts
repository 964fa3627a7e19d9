/** Source maps as written by a bundler, and defective source maps. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { resolveProfileSourceMaps } from '../../profilers/resolve-profile-source-maps.ts';
import { computeFunctionWeights } from '../../profilers/summarise-profiles.ts';
import { createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-maps-'));
const bundle = join(folder, 'dist/main.mjs');
let profile: Profile;

const BURN = `// A comment, so that lines differ from those of the bundle.

export function burnThroughTime(rounds) {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) {
    sum = (sum + (round ^ (sum >> 3))) | 0;
  }
  return sum;
}
`;

beforeAll(async () => {
  writeFileSync(join(folder, 'burn.js'), BURN);
  writeFileSync(
    join(folder, 'main.js'),
    `import { burnThroughTime } from './burn.js';\nconsole.log([2e8, 1e8].map((rounds) => burnThroughTime(rounds)));\n`,
  );
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: join(folder, 'dist'),
      sourcemap: true,
      minify: true,
      ssr: join(folder, 'main.js'),
    },
  });
  const own = join(folder, 'profile');
  host.files.makeFolder(own);
  const attached = createCpuProfiler(host).attach(own, undefined);
  const { exit, stderr } = await host.processes.exec({
    file: process.execPath,
    args: [bundle],
    cwd: folder,
    env: attached.env,
    timeoutMs: 300_000,
  });
  expect(exit, stderr).toMatchObject({ code: 0 });
  profile = (await attached.read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY })).profile;
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (path: string): string | null => host.files.read(path);

function hottest(profile: Profile) {
  return computeFunctionWeights(profile).toSorted((a, b) => b.self - a.self)[0]?.of;
}

describe('a profile of a bundle', () => {
  it('is really minified, so that these tests check something', () => {
    expect(readFileSync(bundle, 'utf8')).not.toContain('burnThroughTime');
    expect(hottest(profile)).toMatchObject({ file: bundle });
  });

  it('names functions, files and lines as the sources do', () => {
    const resolved = resolveProfileSourceMaps(profile, { read });
    expect(resolved).toMatchObject({ unreadable: [], wrong: [], stale: [] });
    expect(hottest(resolved.profile)).toMatchObject({
      name: 'burnThroughTime',
      file: join(folder, 'burn.js'),
      line: 3,
      owner: 'project',
    });
  });

  it('keeps its total weight', () => {
    const sum = ({ tree }: Profile): number => tree.self.reduce((all, weight) => all + weight, 0);
    expect(sum(resolveProfileSourceMaps(profile, { read }).profile)).toBeCloseTo(sum(profile), 6);
  });

  it.each([
    ['is gone', null],
    ['is broken', '{"version":3,"sources"'],
  ])('keeps its places when its map %s, and reports it', (_how, text) => {
    const reading = (path: string): string | null => (path.endsWith('.map') ? text : read(path));
    const resolved = resolveProfileSourceMaps(profile, { read: reading });
    expect(resolved.unreadable).toEqual([bundle]);
    expect(hottest(resolved.profile)).toMatchObject({ file: bundle });
  });

  it('follows a map that is inlined in the file itself', () => {
    const map = read(`${bundle}.map`) ?? '';
    const inline = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
    const reading = (path: string): string | null =>
      (read(path) ?? '').replace(/sourceMappingURL=\S+/, `sourceMappingURL=${inline}`);
    expect(hottest(resolveProfileSourceMaps(profile, { read: reading }).profile)).toMatchObject({
      name: 'burnThroughTime',
    });
  });

  it('stays as it is without a map', () => {
    const reading = (path: string): string | null => read(path)?.replace(/\/\/#.*/, '') ?? null;
    const none = { unreadable: [], wrong: [], stale: [], unmapped: [] };
    expect(resolveProfileSourceMaps(profile, { read: reading })).toEqual({ profile, ...none });
    expect(pathToFileURL(bundle).href).toContain('main.mjs');
  });

  const changed = (change: (map: Readonly<Record<string, unknown>>) => object) => {
    const map = JSON.stringify(change(JSON.parse(read(`${bundle}.map`) ?? '')));
    return (path: string): string | null => (path.endsWith('.map') ? map : read(path));
  };

  it.each([
    ['a line that the source does not have', () => ({ sourcesContent: ['', ''] })],
    ['one place for everything', () => ({ mappings: 'AAAA' })],
    [
      'names that the source does not have there',
      () => ({ names: Array.from({ length: 20 }, (_, at) => `another${at}`) }),
    ],
  ])('does not follow a map of another build, with %s, and reports it', (_how, wrong) => {
    const resolved = resolveProfileSourceMaps(profile, {
      read: changed((map) => ({ ...map, ...wrong() })),
    });
    expect(resolved).toMatchObject({ unreadable: [], wrong: [bundle], stale: [] });
    expect(hottest(resolved.profile)).toMatchObject({ file: bundle });
  });

  it('follows a map whose sources have changed since, and reports it', () => {
    const reading = (path: string): string | null =>
      path.endsWith('burn.js') ? `// New.\n${read(path)}` : read(path);
    const resolved = resolveProfileSourceMaps(profile, { read: reading });
    expect(resolved).toMatchObject({ unreadable: [], wrong: [], stale: [bundle] });
    expect(hottest(resolved.profile)).toMatchObject({ name: 'burnThroughTime', line: 3 });
  });

  it('has no lines when the bundle was built again after loading, and reports it', () => {
    const text = read(bundle) ?? '';
    const rebuilt = (path: string): string | null => (path === bundle ? `\n\n${text}` : read(path));
    const loaded = { ...profile, texts: new Map([[bundle, text]]) };
    const resolved = resolveProfileSourceMaps(loaded, { read: rebuilt });
    expect(resolved).toMatchObject({ wrong: [], stale: [], unmapped: [bundle] });
    expect(hottest(resolved.profile)).toMatchObject({ file: bundle, line: null });
  });

  it('finds the files of sources with webpack addresses', () => {
    const ofWebpack = changed((map) => ({
      ...map,
      sources: (map.sources as readonly string[]).map((sourcePath) =>
        sourcePath.replace('../', 'webpack://a/./'),
      ),
    }));
    const resolved = resolveProfileSourceMaps(profile, { read: ofWebpack });
    expect(hottest(resolved.profile)).toMatchObject({ file: join(folder, 'burn.js'), line: 3 });
  });

  it('follows a map that has null for what it lacks', () => {
    const nulls = { sourcesContent: null, sourceRoot: null };
    const reading = changed((map) => ({ ...map, ...nulls }));
    const resolved = resolveProfileSourceMaps(profile, { read: reading });
    expect(resolved).toMatchObject({ unreadable: [], wrong: [], stale: [] });
    expect(hottest(resolved.profile)).toMatchObject({ name: 'burnThroughTime', line: 3 });
  });

  const unreadable = () => ({ unreadable: [bundle] });
  const wrong = () => ({ wrong: [bundle] });
  const silent = () => ({});

  it.each([
    ['no mappings', { version: 3, sources: [] }, unreadable],
    ['nothing', null, unreadable],
    ['a list', [], unreadable],
    [
      'sources that are none',
      { version: 3, sources: [null, 7], names: [1], mappings: 'AAAA' },
      silent,
    ],
    ['mappings that are none', { version: 3, sources: ['a'], names: [], mappings: '!!!' }, wrong],
    [
      'contents that are none',
      { version: 3, sources: ['%E0%'], sourcesContent: 7, mappings: 'AAAA' },
      wrong,
    ],
  ])('keeps its places when its map holds %s', (_what, map, told) => {
    const reading = (path: string): string | null =>
      path.endsWith('.map') ? JSON.stringify(map) : read(path);
    const resolved = resolveProfileSourceMaps(profile, { read: reading });
    const { unreadable, wrong } = resolved;
    expect({ unreadable, wrong }).toEqual({ unreadable: [], wrong: [], ...told() });
    expect(hottest(resolved.profile)).toMatchObject({ file: bundle });
  });

  it('keeps its places when the address of its map is invalid', () => {
    const reading = (path: string): string | null =>
      (read(path) ?? '').replace(/sourceMappingURL=\S+/, 'sourceMappingURL=%E0%A4%A');
    expect(resolveProfileSourceMaps(profile, { read: reading }).unreadable).toEqual([bundle]);
  });
});
