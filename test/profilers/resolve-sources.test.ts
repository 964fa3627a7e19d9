/** Source maps as a bundler writes them, and what is wrong with some. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/profile.ts';
import { weighFunctions } from '../../profilers/hot-spots.ts';
import { resolveSources } from '../../profilers/resolve-sources.ts';
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
    timeoutMs: 30_000,
  });
  expect(exit, stderr).toMatchObject({ code: 0 });
  profile = (await attached.read({ fromMs: 0, toMs: Number.POSITIVE_INFINITY })).profile;
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (path: string): string | null => host.files.read(path);

function hottest(one: Profile) {
  return weighFunctions(one).toSorted((a, b) => b.self - a.self)[0]?.of;
}

describe('a profile of a bundle', () => {
  it('is minified in fact, so that this is about something', () => {
    expect(readFileSync(bundle, 'utf8')).not.toContain('burnThroughTime');
    expect(hottest(profile)).toMatchObject({ file: bundle });
  });

  it('names functions, files and lines as the sources do', () => {
    const resolved = resolveSources(profile, { read });
    expect(resolved.unreadable).toEqual([]);
    expect(hottest(resolved.profile)).toMatchObject({
      name: 'burnThroughTime',
      file: join(folder, 'burn.js'),
      line: 3,
      owner: 'project',
    });
  });

  it('weighs the same as before', () => {
    const sum = ({ tree }: Profile): number => tree.self.reduce((all, one) => all + one, 0);
    expect(sum(resolveSources(profile, { read }).profile)).toBeCloseTo(sum(profile), 6);
  });

  it.each([
    ['is gone', null],
    ['is broken', '{"version":3,"sources"'],
  ])('whose map %s keeps its places, and it is said', (_how, text) => {
    const reading = (path: string): string | null => (path.endsWith('.map') ? text : read(path));
    const resolved = resolveSources(profile, { read: reading });
    expect(resolved.unreadable).toEqual([bundle]);
    expect(hottest(resolved.profile)).toMatchObject({ file: bundle });
  });

  it('whose map stands in the file itself is read, too', () => {
    const map = read(`${bundle}.map`) ?? '';
    const inline = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
    const reading = (path: string): string | null =>
      (read(path) ?? '').replace(/sourceMappingURL=\S+/, `sourceMappingURL=${inline}`);
    expect(hottest(resolveSources(profile, { read: reading }).profile)).toMatchObject({
      name: 'burnThroughTime',
    });
  });

  it('without a map stays as it is', () => {
    const reading = (path: string): string | null => read(path)?.replace(/\/\/#.*/, '') ?? null;
    expect(resolveSources(profile, { read: reading })).toEqual({ profile, unreadable: [] });
    expect(pathToFileURL(bundle).href).toContain('main.mjs');
  });
});
