/** Start-up: no command loads packages that it does not use. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../../harness/model/exit-code.ts';
import { builtCliPath } from '../support/built-package-module-paths.ts';
import { ROOT } from './read-repository-sources.ts';

interface CommandLine {
  readonly argv: readonly string[];
  readonly packages: readonly string[];
}

/**
 * Packages that each command line may load, and the process in which it runs. Their own
 * dependencies count as part of them. A command line follows those that may load no more than it,
 * since modules that are loaded already are not seen. Reports and baselines are of the run, so it
 * comes first.
 */
const PROCESSES: readonly (readonly CommandLine[])[] = [
  [
    { argv: ['--version'], packages: ['commander'] },
    { argv: ['--help'], packages: ['commander'] },
    { argv: ['run', '--help'], packages: ['commander'] },
    { argv: ['completion', 'bash'], packages: ['commander'] },
    { argv: ['rnu'], packages: ['commander'] },
    { argv: ['gate', '--help'], packages: ['commander'] },
    { argv: ['import', '--help'], packages: ['commander'] },
    { argv: ['init', '--ci', 'github', '--yes'], packages: ['commander'] },
    { argv: ['bisect', '--help'], packages: ['commander'] },
    { argv: ['profile', '--help'], packages: ['commander'] },
    { argv: ['run', '--list'], packages: ['commander', 'zod'] },
    { argv: ['schema', 'run'], packages: ['commander', 'zod'] },
    {
      argv: ['run', '--quick'],
      packages: ['commander', 'zod', 'cli-table3', 'hdr-histogram-js', 'simple-statistics'],
    },
  ],
  [
    {
      argv: ['report', '--reporter', 'json'],
      packages: ['commander', 'zod', 'simple-statistics'],
    },
    { argv: ['baseline', 'save', 'main'], packages: ['commander', 'zod', 'simple-statistics'] },
    { argv: ['report'], packages: ['commander', 'zod', 'cli-table3', 'simple-statistics'] },
    {
      argv: ['baseline', 'list'],
      packages: ['commander', 'zod', 'cli-table3', 'simple-statistics'],
    },
    {
      argv: ['compare', 'main', 'main'],
      packages: ['commander', 'zod', 'cli-table3', 'simple-statistics'],
    },
  ],
  // Tries the launcher of measured commands, which needs native calls.
  [{ argv: ['doctor'], packages: ['commander', 'zod', 'cli-table3', '@koromix/koffi-linux-x64'] }],
  // Looks for a folder that the project's own build excludes, and runs the scenarios it finds.
  [
    {
      argv: ['init', '--yes'],
      packages: ['commander', 'zod', 'get-tsconfig', 'hdr-histogram-js', 'simple-statistics'],
    },
  ],
];

const COMMANDS = PROCESSES.flat();

/** Makes commands start their programs from the built package, which takes half the time. */
const BUILT_PROGRAMS = join(ROOT, 'test/start-child-modules-from-built-package.ts');

let folder = '';
/** Modules a command line loads beyond earlier command lines of its process, as URLs. */
const loaded = new Map<string, readonly string[]>();

beforeAll(() => {
  // Built here, since modules loaded by a build must not be recorded as those of a command.
  builtCliPath();
  folder = mkdtempSync(join(tmpdir(), 'loaded-modules-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "loads", "type": "module" }\n');
  writeFileSync(
    join(folder, 'scenarios/sort.ts'),
    `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'sort',
  run: () => [3, 1, 2].sort(),
  warmup: '10 ms',
  duration: '20 ms',
  trials: 3,
});
`,
  );
  for (const commands of PROCESSES) load(commands.map(({ argv }) => argv));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(commands: readonly (readonly string[])[]): void {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      BUILT_PROGRAMS,
      join(ROOT, 'test/repository/record-module-loads-child.ts'),
      JSON.stringify(commands),
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const loads = JSON.parse(stdout) as { readonly code: number; readonly urls: readonly string[] }[];
  for (const [index, { code, urls }] of loads.entries()) {
    const name = commands[index]?.join(' ') ?? '';
    if (code === EXIT.defect) throw new Error(`${name} is a defect`);
    loaded.set(name, urls);
  }
}

function packagesIn(urls: readonly string[]): readonly string[] {
  const direct = new Set<string>();
  for (const url of urls) {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
    if (name !== undefined) direct.add(name);
  }
  return [...direct].sort();
}

/** Packages that are dependencies of other packages. */
const COMES_WITH: Readonly<Record<string, readonly string[]>> = {
  'get-tsconfig': ['resolve-pkg-maps'],
  'hdr-histogram-js': ['@assemblyscript/loader', 'base64-js', 'pako'],
  'cli-table3': [
    'string-width',
    'ansi-regex',
    'strip-ansi',
    'emoji-regex',
    'is-fullwidth-code-point',
    '@colors/colors',
  ],
};

describe('the set of loaded packages', () => {
  test.each(COMMANDS)('is for "perf-harness $argv" at most $packages', ({ argv, packages }) => {
    const allowed = new Set([...packages, ...packages.flatMap((name) => COMES_WITH[name] ?? [])]);
    const found = packagesIn(loaded.get(argv.join(' ')) ?? ['nothing was recorded']);
    expect(found.filter((name) => !allowed.has(name))).toEqual([]);
  });

  test('includes nothing that measures or judges for --version and --help', () => {
    const own = ['--version', '--help']
      .flatMap((flag) => loaded.get(flag) ?? [])
      .filter((url) =>
        /\/harness\/(executors|sampling|gate|stats|checks|history|baseline|scenario)\//.test(url),
      );
    expect(own).toEqual([]);
    expect(loaded.get('--version')).not.toEqual([]);
  });
});
