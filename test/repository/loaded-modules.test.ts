/** Start-up: no command loads packages that it does not use. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './source-tree.ts';

/** What each command line may load, by package. Their own dependencies count as part of them. */
const COMMANDS: readonly {
  readonly argv: readonly string[];
  readonly packages: readonly string[];
}[] = [
  { argv: ['--version'], packages: ['commander'] },
  { argv: ['--help'], packages: ['commander'] },
  { argv: ['run', '--help'], packages: ['commander'] },
  { argv: ['completion', 'bash'], packages: ['commander'] },
  { argv: ['rnu'], packages: ['commander'] },
  { argv: ['run', '--list'], packages: ['commander', 'zod'] },
  {
    argv: ['run', '--quick'],
    packages: ['commander', 'zod', 'cli-table3', 'hdr-histogram-js', 'simple-statistics'],
  },
  { argv: ['report'], packages: ['commander', 'zod', 'cli-table3', 'simple-statistics'] },
  { argv: ['report', '--reporter', 'json'], packages: ['commander', 'zod', 'simple-statistics'] },
  { argv: ['baseline', 'save', 'main'], packages: ['commander', 'zod', 'simple-statistics'] },
  { argv: ['baseline', 'list'], packages: ['commander', 'zod', 'cli-table3', 'simple-statistics'] },
  {
    argv: ['compare', 'main', 'main'],
    packages: ['commander', 'zod', 'cli-table3', 'simple-statistics'],
  },
  { argv: ['gate', '--help'], packages: ['commander'] },
  { argv: ['import', '--help'], packages: ['commander'] },
  { argv: ['init', '--ci', 'github', '--yes'], packages: ['commander'] },
  { argv: ['bisect', '--help'], packages: ['commander'] },
  { argv: ['profile', '--help'], packages: ['commander'] },
  { argv: ['schema', 'run'], packages: ['commander', 'zod'] },
  // Tries the launcher of measured commands, which needs native calls.
  { argv: ['doctor'], packages: ['commander', 'zod', 'cli-table3', 'koffi'] },
  { argv: ['init', '--yes'], packages: ['commander', 'zod'] },
];

let folder = '';

beforeAll(() => {
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
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files that a command line loads, as URLs. */
function loadedBy(argv: readonly string[]): readonly string[] {
  const file = join(folder, 'loads.txt');
  rmSync(file, { force: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', join(ROOT, 'test/repository/record-loads.ts'), join(ROOT, 'cli/bin.ts'), ...argv],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, RECORD_LOADS_TO: file } },
  );
  if (status === 70) throw new Error(stderr);
  return readFileSync(file, 'utf8').split('\n');
}

function packagesIn(urls: readonly string[]): readonly string[] {
  const direct = new Set<string>();
  for (const url of urls) {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
    if (name !== undefined) direct.add(name);
  }
  return [...direct].sort();
}

/** Packages that come with others. */
const COMES_WITH: Readonly<Record<string, readonly string[]>> = {
  'hdr-histogram-js': ['@assemblyscript/loader', 'base64-js', 'pako'],
  koffi: ['@koromix/koffi-linux-x64'],
  'cli-table3': [
    'string-width',
    'ansi-regex',
    'strip-ansi',
    'emoji-regex',
    'is-fullwidth-code-point',
    '@colors/colors',
  ],
};

describe('packages loaded', () => {
  test.each(COMMANDS)('by "perf-harness $argv" are at most $packages', ({ argv, packages }) => {
    const allowed = new Set([...packages, ...packages.flatMap((name) => COMES_WITH[name] ?? [])]);
    const loaded = packagesIn(loadedBy(argv));
    expect(loaded.filter((name) => !allowed.has(name))).toEqual([]);
  });

  test.each(['--version', '--help'])('by %s are none that measure or judge', (flag) => {
    const own = loadedBy([flag]).filter((url) =>
      /\/harness\/(executors|sampling|gate|stats|checks|history|baseline|scenario)\//.test(url),
    );
    expect(own).toEqual([]);
  });
});
