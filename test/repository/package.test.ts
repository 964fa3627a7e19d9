/**
 * The package as it is published: what is in it, how big it gets, and that it works elsewhere. It is
 * built once and unpacked; in package.proof.test.ts npm does both.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AS_IT_IS, CHILDREN, DOORS } from '../../tools/build/entries.ts';
import { runCommand } from '../support/command-line.ts';
import { otherNode } from '../support/other-node.ts';
import { ownLock } from '../support/run-cli.ts';
import { compileConsumer, writeCommonJsConsumer } from './commonjs-consumer.ts';
import { checkTypes, runPacked, toolsOf, writeFilesOfReadme, writePage } from './packed-command.ts';
import { type PackedProject, packProject, sizeOf, unpackIn } from './packed-project.ts';
import { MAX_INSTALLED_BYTES, MAX_PACKAGES } from './packed-size.ts';
import { ROOT, readRepositoryFile } from './source-tree.ts';

/** JSON, or the text itself where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

let folder = '';
let project = '';
let packed: PackedProject;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'consumer');
  packed = packProject(folder, 'quickly');
  unpackIn(project, packed);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is in the package beside bundles and types. */
const BESIDE_BUNDLES = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.json',
  // Of the packages whose code is in the bundles.
  'dist/LICENCES.txt',
  // For those who require it, with the same types once more.
  'dist/index.cjs',
  'dist/index.d.ts',
  'dist/index.d.cts',
  'dist/packages/web-vitals/web-vitals.iife.js',
  'dist/cli/help.txt',
  ...AS_IT_IS.map((path) => `dist/${path}`),
  // From which `doctor --install k6` builds k6.
  'tools/k6/go.mod',
  'tools/k6/go.sum',
];

describe('the package', () => {
  test('holds bundles with their maps, types of the entry in one file for each way of loading it, prose, licences and pinned tools, and nothing else', () => {
    const names = packed.files.map(({ path }) => path);
    const bundles = [...DOORS, ...CHILDREN].map((name) => `dist/${name}.js`);
    const other = names.filter(
      (path) =>
        !/^dist\/chunks\/[\w~-]+\.js(\.map)?$/.test(path) &&
        !bundles.includes(path.replace(/\.map$/, '')) &&
        !BESIDE_BUNDLES.includes(path),
    );
    expect(other).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([...bundles, ...BESIDE_BUNDLES]));
  });

  test('has a command line that may be executed', () => {
    const bin = packed.files.find(({ path }) => path === 'dist/cli/bin.js');
    expect((bin?.mode ?? 0) & 0o111).toBe(0o111);
  });

  test('answers --version and --help at once, with the words of the sources', async () => {
    const { version } = JSON.parse(readRepositoryFile('package.json')) as { version: string };
    const told = (flag: string) => runPacked(project, process.execPath, [flag]).stdout;
    expect(told('--version')).toBe(`${version}\n`);
    expect(told('--help')).toBe((await runCommand(['--help'], { cwd: folder })).out);
  });

  test('asks for no TypeScript at run time', () => {
    const wrong = packed.files
      .filter(({ path }) => path.endsWith('.js'))
      .filter(({ path }) =>
        /\b(?:from|import\()\s*['"]\.[^'"]*\.ts['"]/.test(
          readFileSync(join(project, 'node_modules/perf-harness', path), 'utf8'),
        ),
      );
    expect(wrong).toEqual([]);
  });

  test('brings no package with a script to run on installing, which pnpm refuses to pass over', () => {
    const lock = JSON.parse(readRepositoryFile('package-lock.json')) as {
      readonly packages: Readonly<
        Record<string, { readonly dev?: boolean; readonly hasInstallScript?: boolean }>
      >;
    };
    const brought = Object.entries(lock.packages).filter(([path, { dev }]) => path && dev !== true);
    expect(brought.length).toBeGreaterThan(4);
    const withScript = brought.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(withScript.map(([path]) => path)).toEqual([]);
  });

  test(`takes at most ${MAX_INSTALLED_BYTES / 1e6} MB and ${MAX_PACKAGES} packages with what it depends on here`, () => {
    const lock = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/.package-lock.json'), 'utf8'),
    ) as {
      readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
    };
    const others = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
    const bytes = others.reduce((sum, [path]) => sum + sizeOf(join(ROOT, path)), 0);
    const own = packed.files.reduce((sum, { size }) => sum + size, 0);
    expect(others.length).toBeGreaterThan(4);
    expect(1 + others.length).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(own + bytes).toBeLessThanOrEqual(MAX_INSTALLED_BYTES);
  });
});

describe('in a project of CommonJS', () => {
  const commonJs = (): string => join(folder, 'commonjs');
  let said = '';

  beforeAll(() => {
    writeCommonJsConsumer(commonJs(), project);
    said = compileConsumer(commonJs(), 'nodenext');
  });

  test('is compiled, and what `require` gets is what `import` gets', () => {
    expect(said).toBe('');
    const main = join(commonJs(), 'out/main.js');
    expect(readFileSync(main, 'utf8')).toContain('require("perf-harness")');
    const { stdout, stderr } = spawnSync(process.execPath, [main], {
      cwd: commonJs(),
      encoding: 'utf8',
      env: { ...process.env, PERF_HARNESS_LOCK: ownLock() },
    });
    expect({ stdout: parsed(stdout), stderr }).toEqual({
      stdout: { states: [['sort', 'completed']], isOne: true, refused: true, usage: 2 },
      stderr: '',
    });
  });

  test.each(['src/scenarios/sort.ts', 'out/scenarios/sort.js'])(
    '%s is a scenario for the command line, with the configuration beside it',
    (file) => {
      const config = `${file.split('/')[0]}/perf-harness.config.${file.slice(-2)}`;
      const args = ['run', file, '--config', config, '--list'];
      const { stdout, stderr } = runPacked(commonJs(), process.execPath, args);
      expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining('sort'), stderr: '' });
    },
  );
});

/** As the README has it, but that its server needs no package and is under load for a moment. */
const SERVER = `import { createServer } from 'node:http';
createServer((_, response) => response.end('{"hello":"world"}')).listen(process.env.PORT, '127.0.0.1');
`;
const SCENARIOS = `import { defineScenario } from 'perf-harness';
enum Size {
  large = 3,
}
export default [
  defineScenario({ name: 'size', run: () => Size.large, warmup: '10 ms', duration: '20 ms' }),
  defineScenario({
    name: 'greeting',
    server: { command: ['node', 'server.js'], ready: '/greeting' },
    http: { url: '/greeting?name=Ada', connections: 2, duration: '100 ms', warmup: '50 ms' },
    budgets: { error_rate: '< 0.1 %' },
  }),
  defineScenario({
    name: 'steady',
    server: { command: ['node', 'server.js'], ready: '/greeting' },
    http: { url: '/greeting', rate: 100, duration: '100 ms', warmup: '50 ms' },
  }),
];
`;

describe('in another project', () => {
  test('its command line measures a function and a server on the oldest Node.js', async () => {
    writeFileSync(join(project, 'server.js'), SERVER);
    writeFileSync(join(project, 'short.ts'), SCENARIOS);
    const args = ['run', 'short.ts', '--trials', '3', '--reporter', 'json'];
    const env = { PERF_HARNESS_LOCK: ownLock() };
    // Nothing on the way is an experiment of that Node.js, nor goes out of use there.
    const { status, stdout, stderr } = runPacked(project, await otherNode('22.19.0'), args, env);
    // 4 where the machine is too busy for the load: all is measured then too, and nothing is judged.
    expect([0, 4], stdout + stderr).toContain(status);
    expect(stderr).not.toMatch(/Warning/);
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly {
        readonly scenario: string;
        readonly trials: readonly { readonly state: string; readonly warmup: boolean }[];
        readonly environment: { readonly runtime: { readonly node: string } };
      }[];
    };
    const measured = runs.map(({ scenario, trials }) => [
      scenario,
      trials.filter(({ warmup }) => !warmup).map(({ state }) => state),
    ]);
    expect(measured).toEqual([
      ['size', Array(3).fill('completed')],
      ['greeting', Array(3).fill('completed')],
      ['steady', Array(3).fill('completed')],
    ]);
    for (const { environment } of runs) expect(environment.runtime.node).toMatch(/^v?22\.19\./);
  });

  test("types of the public entry are found by the README's scenarios", () => {
    writeFilesOfReadme(project);
    // Its own declarations and those of what it depends on are looked at by the proof.
    expect(checkTypes(project, { skipLibCheck: true })).toEqual({ status: 0, stdout: '' });
  });

  test('a page without playwright-core, an optional peer, ends with exit code 5 and the line that installs it', () => {
    writePage(project);
    const env = { PERF_HARNESS_CACHE: join(folder, 'cache') };
    const { status, stdout, stderr } = runPacked(
      project,
      process.execPath,
      ['run', 'pages/home.ts'],
      env,
    );
    expect({ status, stderr }).toMatchObject({ status: 5 });
    const told = `${stdout}${stderr}`.replace(/\s+/g, ' ');
    expect(told).toContain('perf-harness doctor --install playwright-core');
    expect(told).toContain('npm install --save-dev playwright-core');
    expect(toolsOf(project, env).get('playwright-core')).toMatchObject({
      state: 'missing',
      required: false,
    });
  });
});
