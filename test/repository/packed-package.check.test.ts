/** The package as npm publishes and installs it: contents, size, types, the README's examples on each Node.js. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CHILD_PROCESS_MODULES,
  ENTRY_POINTS,
  PACKAGE_EXPORTS,
  VERBATIM_FILES,
} from '../../tools/build/bundle-entries.ts';
import { installOtherNodeVersion } from '../support/install-other-node-version.ts';
import { createLockName } from '../support/run-cli.ts';
import { compileConsumer, writeCommonJsConsumer } from './commonjs-package-consumer.ts';
import {
  installPackages,
  measureSize,
  type PackedProject,
  packProject,
  runProgram,
} from './pack-and-install-package.ts';
import {
  checkTypes,
  listDoctorTools,
  runPackedCommand,
  writePageScenario,
  writeReadmeFiles,
} from './packed-package-consumer-projects.ts';

/** Limits of an installation for measuring, with all dependencies. */
const MAX_INSTALLED_BYTES = 12e6;
const MAX_PACKAGES = 6;

let folder = '';
let project = '';
let oldest = '';
let packed: PackedProject;

beforeAll(async () => {
  oldest = await installOtherNodeVersion('22.19.0');
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'consumer');
  packed = packProject(folder);
  installPackages(project, [packed.archive, 'express@5', 'node@24']);
  writeReadmeFiles(project);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Contents of the package other than bundles. */
const BESIDE_BUNDLES = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.json',
  // Licences of the packages whose code is in the bundles.
  'dist/LICENCES.txt',
  // For `require`, with the same types once more.
  ...PACKAGE_EXPORTS.flatMap((name) =>
    ['cjs', 'd.ts', 'd.cts'].map((end) => `dist/${name}.${end}`),
  ),
  'dist/packages/web-vitals/web-vitals.iife.js',
  'dist/cli/help.txt',
  ...VERBATIM_FILES.map((path) => `dist/${path}`),
  // Source of the k6 that `doctor --install k6` builds.
  'tools/k6/go.mod',
  'tools/k6/go.sum',
];

describe('the packed package', () => {
  test('passes publint and attw', () => {
    // Both throw with their output if they find a problem.
    runProgram('publint', folder, ['run', '--strict', packed.archive]);
    runProgram('attw', folder, [packed.archive]);
  });

  test('contains only bundles with maps, types per way of loading, prose, licences and pinned tools', () => {
    const names = packed.files.map(({ path }) => path);
    const children = CHILD_PROCESS_MODULES.filter((name) => !name.startsWith('plugins/'));
    const bundles = [...ENTRY_POINTS, ...children].map((name) => `dist/${name}.js`);
    const other = names.filter(
      (path) =>
        !/^dist\/chunks\/[\w~-]+\.js(\.map)?$/.test(path) &&
        !bundles.includes(path.replace(/\.map$/, '')) &&
        !BESIDE_BUNDLES.includes(path),
    );
    expect(other).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([...bundles, ...BESIDE_BUNDLES]));
  });

  test('has an executable command line', () => {
    const bin = packed.files.find(({ path }) => path === 'dist/cli/bin.js');
    expect((bin?.mode ?? 0) & 0o111).toBe(0o111);
  });

  test(`installs at most ${MAX_INSTALLED_BYTES / 1e6} MB and ${MAX_PACKAGES} packages in a project that has nothing else`, () => {
    const alone = join(folder, 'alone');
    installPackages(alone, [packed.archive]);
    const lock = JSON.parse(
      readFileSync(join(alone, 'node_modules/.package-lock.json'), 'utf8'),
    ) as {
      packages: object;
    };
    const packages = Object.keys(lock.packages).length;
    const bytes = measureSize(join(alone, 'node_modules'));
    console.log(`installed: ${(bytes / 1e6).toFixed(1)} MB, ${packages} packages`);
    expect(packages).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(bytes).toBeLessThanOrEqual(MAX_INSTALLED_BYTES);
  });
});

describe('the package without plugin packages', () => {
  test('exits with code 5 and the install command for a command of a plugin', () => {
    const { status, stderr } = runPackedCommand(join(folder, 'alone'), process.execPath, [
      'audit',
      '.',
    ]);
    expect({ status, stderr: stderr.replaceAll(/\s+/gu, ' ') }).toEqual({
      status: 5,
      stderr: expect.stringContaining('npm install --save-dev @perf-harness/audit'),
    });
  });

  test('measures and profiles with the rest, and reports what was not read', () => {
    const alone = join(folder, 'alone');
    writeFileSync(
      join(alone, 'sum.mjs'),
      `export default { name: 'sum', run: () => { let sum = 0; for (let i = 0; i < 1e5; i += 1) sum += i; return sum; }, duration: '500 ms' };\n`,
    );
    const args = ['profile', 'sum.mjs', '--trials', '1', '--no-instrument', '--reporter', 'json'];
    const { status, stdout, stderr } = runPackedCommand(alone, process.execPath, args);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('npm install --save-dev @perf-harness/analysis');
  });

  test('exits with code 5 and the install command of a compiler for an unloadable source', () => {
    const alone = join(folder, 'alone');
    writeFileSync(
      join(alone, 'size.ts'),
      `enum Size { large = 3 }\nexport default { name: 'size', run: () => Size.large };\n`,
    );
    const env = { PERF_HARNESS_CACHE: join(folder, 'empty-cache') };
    const { status, stderr } = runPackedCommand(alone, process.execPath, ['run', 'size.ts'], env);
    expect({ status, stderr: stderr.replaceAll(/\s+/gu, ' ') }).toEqual({
      status: 5,
      stderr: expect.stringContaining('perf-harness doctor --install @swc/core'),
    });
  });

  test('runs each plugin once its package is installed', () => {
    const whole = join(folder, 'whole');
    const archives = [...packed.plugins.values()].map(({ archive }) => archive);
    for (const archive of archives) runProgram('publint', folder, ['run', '--strict', archive]);
    installPackages(whole, [packed.archive, ...archives]);
    writeFileSync(join(whole, 'a.mjs'), 'export const one = 1;\n');
    const command = (...args: readonly string[]) => runPackedCommand(whole, process.execPath, args);
    expect(command('audit', '.')).toMatchObject({ status: 0, stderr: '' });
    expect(command('optimize', 'status')).toMatchObject({ status: 0, stderr: '' });
    expect(command('investigate', 'list')).toMatchObject({ status: 0, stderr: '' });
    expect(command('team', 'status').stderr).toContain('No team has been started here.');
  });
});

describe('the package installed with express and Node.js 24', () => {
  test.each([
    { version: 22, node: () => oldest },
    { version: 24, node: () => join(project, 'node_modules/.bin/node') },
    { version: 26, node: () => process.execPath },
  ])("runs the README's first scenarios on Node.js $version", ({ version, node }) => {
    const found = spawnSync(node(), ['--version'], { encoding: 'utf8' }).stdout;
    expect(found).toMatch(new RegExp(`^v${version}\\.`));
    const args = ['run', '--quick', '--reporter', 'json'];
    const { status, stdout, stderr } = runPackedCommand(project, node(), args);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout) as {
      verdict: string;
      runs: readonly {
        scenario: string;
        state: string;
        environment: { runtime: { node: string } };
      }[];
    };
    expect(report.runs.map(({ scenario, state }) => [scenario, state])).toEqual([
      ['group people by name', 'completed'],
      ['greeting', 'completed'],
    ]);
    for (const { environment } of report.runs) {
      expect(environment.runtime.node.replace(/^v/, '')).toMatch(new RegExp(`^${version}\\.`));
    }
    expect(report.verdict).toBe('pass');
  });

  test("has sound type declarations, which the README's scenarios find", () => {
    expect(checkTypes(project, { skipLibCheck: false })).toEqual({ status: 0, stdout: '' });
  });

  test('needs only `doctor --install playwright-core` for a page with a flow', () => {
    writePageScenario(project);
    const cache = join(folder, 'cache');
    const env = { PERF_HARNESS_CACHE: cache };
    const command = (...args: readonly string[]) =>
      runPackedCommand(project, process.execPath, args, env);
    const installed = command('doctor', '--install', 'playwright-core');
    expect({ status: installed.status, stderr: installed.stderr }).toMatchObject({ status: 0 });
    expect(installed.stdout).toContain(cache);
    expect(listDoctorTools(project, env).get('playwright-core')).toMatchObject({
      state: 'found',
      path: expect.stringContaining(cache),
    });
    const { status, stdout, stderr } = command('run', 'pages/home.ts', '--reporter', 'json');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly { readonly metrics: Readonly<Record<string, object>> }[];
    };
    expect(Object.keys(runs[0]?.metrics ?? {})).toEqual(expect.arrayContaining(['lcp', 'inp']));
  });
});

describe('the package in a CommonJS project', () => {
  const commonJs = (): string => join(folder, 'commonjs');

  beforeAll(() => writeCommonJsConsumer(commonJs(), project));

  test.each(['node16', 'nodenext'])('compiles under `module: %s`', (module) => {
    expect(compileConsumer(commonJs(), module)).toBe('');
  });

  test('gives `require` the same as `import`', () => {
    const main = join(commonJs(), 'out/main.js');
    expect(readFileSync(main, 'utf8')).toContain('require("perf-harness")');
    const { stdout, stderr } = spawnSync(process.execPath, [main], {
      cwd: commonJs(),
      encoding: 'utf8',
      env: { ...process.env, PERF_HARNESS_LOCK: createLockName() },
    });
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\{/), stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      states: [['sort', 'completed']],
      isOne: true,
      refused: true,
      usage: 2,
    });
  });

  test.each(['src/scenarios/sort.ts', 'out/scenarios/sort.js'])(
    'finds the scenario %s and the configuration next to it',
    (file) => {
      const config = `${file.split('/')[0]}/perf-harness.config.${file.slice(-2)}`;
      const args = ['run', file, '--config', config, '--list'];
      const { stdout, stderr } = runPackedCommand(commonJs(), process.execPath, args);
      expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('sort'), stderr: '' });
    },
  );
});
