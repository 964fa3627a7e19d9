/** The package as it is published: what is in it, how big it gets, and that it works elsewhere. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks } from './markdown.ts';
import { installIn, type PackedProject, packProject } from './packed-project.ts';
import { readRepositoryFile } from './source-tree.ts';

const MAX_INSTALLED_BYTES = 40e6;
const MAX_PACKAGES = 100;

let folder = '';
let project = '';
let packed: PackedProject;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'packed-'));
  project = join(folder, 'consumer');
  packed = packProject(folder);
  installIn(project, [packed.archive]);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is in the package beside compiled modules. */
const BESIDE_MODULES = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.json',
  // As it is in the sources: programs of any Node.js load it.
  'dist/harness/snapshot/loaded-files-preload.cjs',
  // From which `doctor --install k6` builds k6.
  'tools/k6/go.mod',
  'tools/k6/go.sum',
];

describe('the package', () => {
  test('holds compiled modules with their types, prose, licence and pinned tools, and nothing else', () => {
    const other = packed.files.filter(
      ({ path }) =>
        !/^dist\/(index|(api|cli|exchange|harness|options|reports|plugins|profilers|project)\/[a-z0-9/-]+)\.(js|d\.ts)$/.test(
          path,
        ) && !BESIDE_MODULES.includes(path),
    );
    expect(other.map(({ path }) => path)).toEqual([]);
    const names = packed.files.map(({ path }) => path);
    expect(names).toEqual(
      expect.arrayContaining([
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
        'package.json',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cli/bin.js',
        'dist/harness/snapshot/loaded-files-preload.cjs',
      ]),
    );
  });

  test('has a command line that may be executed', () => {
    const bin = packed.files.find(({ path }) => path === 'dist/cli/bin.js');
    expect((bin?.mode ?? 0) & 0o111).toBe(0o111);
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

  test(`takes at most ${MAX_INSTALLED_BYTES / 1e6} MB and ${MAX_PACKAGES} packages`, () => {
    const lock = JSON.parse(
      readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'),
    ) as { packages: object };
    const packages = Object.keys(lock.packages).length;
    const bytes = sizeOf(join(project, 'node_modules'));
    console.log(`installed: ${(bytes / 1e6).toFixed(1)} MB, ${packages} packages`);
    expect(packages).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(bytes).toBeLessThanOrEqual(MAX_INSTALLED_BYTES);
  });
});

describe('installed in another project, with express and Node.js 24', () => {
  beforeAll(() => {
    installIn(project, ['express@5', 'node@24']);
    for (const { language, text } of codeBlocks(readRepositoryFile('README.md'))) {
      const path = /^\/\/ (\S+)\n/.exec(text)?.[1];
      if (path === undefined || !['js', 'ts'].includes(language)) continue;
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
  }, 300_000);

  test.each([
    { version: 24, node: () => join(project, 'node_modules/.bin/node') },
    { version: 26, node: () => process.execPath },
  ])("runs the README's first scenarios on Node.js $version", ({ version, node }) => {
    const found = spawnSync(node(), ['--version'], { encoding: 'utf8' }).stdout;
    expect(found).toMatch(new RegExp(`^v${version}\\.`));
    const { status, stdout, stderr } = perfHarness(node(), [
      'run',
      '--quick',
      '--reporter',
      'json',
    ]);
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

  test('types of the public entry are found', () => {
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2024',
          strict: true,
          noEmit: true,
          types: [],
        },
        include: ['scenarios'],
      }),
    );
    const { status, stdout } = spawnSync('tsc', ['--project', project], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

const PAGE_SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'home page',
  server: { command: ['node', 'page-server.mjs'] },
  page: { url: '/', flow: ({ page, step }) => step('press', () => page.click('button')) },
  trials: 3,
});
`;
const PAGE_SERVER = `import { createServer } from 'node:http';
createServer((_, response) => {
  response.setHeader('content-type', 'text/html').end('<h1>Shop</h1><button>Menu</button>');
}).listen(Number(process.env.PORT));
`;

describe('installed without playwright-core, an optional peer', () => {
  const cache = (): string => join(folder, 'cache');
  const run = (...args: readonly string[]) =>
    perfHarness(process.execPath, args, { PERF_HARNESS_CACHE: cache() });
  const driver = () =>
    (
      JSON.parse(run('doctor', '--json').stdout) as {
        readonly tools: readonly { readonly name: string; readonly state: string }[];
      }
    ).tools.find(({ name }) => name === 'playwright-core');

  beforeAll(() => {
    mkdirSync(join(project, 'pages'), { recursive: true });
    writeFileSync(join(project, 'pages/home.ts'), PAGE_SCENARIO);
    writeFileSync(join(project, 'page-server.mjs'), PAGE_SERVER);
  });

  test('a page ends with exit code 5 and the line that installs it', () => {
    const { status, stdout, stderr } = run('run', 'pages/home.ts');
    expect({ status, stderr }).toMatchObject({ status: 5 });
    const told = `${stdout}${stderr}`.replace(/\s+/g, ' ');
    expect(told).toContain('perf-harness doctor --install playwright-core');
    expect(told).toContain('npm install --save-dev playwright-core');
    expect(driver()).toMatchObject({ state: 'missing', required: false });
  });

  test('`doctor --install playwright-core` is all that a page with a flow needs', () => {
    const installed = run('doctor', '--install', 'playwright-core');
    expect({ status: installed.status, stderr: installed.stderr }).toMatchObject({ status: 0 });
    expect(installed.stdout).toContain(cache());
    expect(driver()).toMatchObject({ state: 'found', path: expect.stringContaining(cache()) });
    const { status, stdout, stderr } = run('run', 'pages/home.ts', '--reporter', 'json');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const { runs } = JSON.parse(stdout) as {
      readonly runs: readonly { readonly metrics: Readonly<Record<string, object>> }[];
    };
    expect(Object.keys(runs[0]?.metrics ?? {})).toEqual(expect.arrayContaining(['lcp', 'inp']));
  });
});

/** Runs the installed command line with one Node.js for itself and for what it measures. */
function perfHarness(
  node: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): SpawnSyncReturns<string> {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  return spawnSync(node, [join(project, 'node_modules/perf-harness/dist/cli/bin.js'), ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, ...env, PATH: path },
    timeout: 240_000,
  });
}

function sizeOf(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
