import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import {
  COMMAND_LIMIT_MS,
  type CommandCategory,
  type CommandRunner,
  createArgvCommand,
  type DiscoveredCommand,
  LONG_COMMAND_LIMIT_MS,
} from './discovered-command.ts';
import { type PackageTestSettings, readPackageTestSettings } from './read-package-test-settings.ts';

/** Result file of pytest-benchmark, from the root of the project. */
export const PYTEST_BENCHMARK_FILE = '.perf-harness/pytest-benchmark.json';
/** Result file of vitest's benchmarks, since its printed output contains a table. */
export const VITEST_BENCHMARK_FILE = '.perf-harness/vitest-bench.json';
export const JMH_FILE = '.perf-harness/jmh.json';

const RESULTS: Readonly<Partial<Record<CommandRunner, string>>> = {
  vitest: VITEST_BENCHMARK_FILE,
  pytest: PYTEST_BENCHMARK_FILE,
};

interface Project {
  readonly manifest: PackageTestSettings;
  /** Returns the text of a file in the root; empty if there is none. */
  readonly text: (name: string) => string;
  readonly has: (pattern: string) => boolean;
  /** Returns true if a file that matches the pattern contains the text. */
  readonly holds: (pattern: string, text: RegExp) => boolean;
}

interface KnownTool {
  readonly category: CommandCategory;
  readonly runner: CommandRunner;
  readonly argv: readonly [string, ...string[]];
  readonly timeoutMs: number;
  readonly results: string | null;
  readonly isThere: (project: Project) => boolean;
}

const isPython = ({ has }: Project): boolean =>
  has('{pytest.ini,conftest.py,tox.ini,setup.py,setup.cfg,pyproject.toml,requirements*.txt}');
const PYTHON_NEEDS = '{pyproject.toml,requirements*.txt,setup.cfg,setup.py,tox.ini,Pipfile}';

/** Every tool that is known by its files, in the order of looking. */
const TOOLS: readonly KnownTool[] = [
  test(
    'vitest',
    ['npx', 'vitest', 'run', '--reporter=json'],
    ({ has, manifest }) => has('vitest.config.*') || manifest.dependencies.has('vitest'),
  ),
  test(
    'jest',
    ['npx', 'jest', '--json'],
    ({ has, manifest }) =>
      has('jest.config.*') || manifest.dependencies.has('jest') || manifest.has('jest'),
  ),
  test(
    'pytest',
    ['pytest'],
    (project) =>
      project.has('{pytest.ini,conftest.py,tests/conftest.py}') ||
      /\[tool\.pytest|\[tool:pytest\]/.test(
        project.text('pyproject.toml') + project.text('setup.cfg'),
      ) ||
      (isPython(project) && project.has('{,tests/,test/}{test_*,*_test}.py')) ||
      project.holds(PYTHON_NEEDS, /^\s*["']?pytest\b/mu),
  ),
  test('custom', ['python', 'manage.py', 'test'], ({ holds }) => holds('manage.py', /django/u)),
  test('go', ['go', 'test', './...', '-json'], ({ has }) => has('go.mod')),
  test('dotnet', ['dotnet', 'test', '--logger', 'trx'], ({ has }) =>
    has('{*.sln,*.slnx,*.csproj,*/*.csproj,*/*/*.csproj}'),
  ),
  test('cargo', ['cargo', 'test', '--no-fail-fast'], ({ has }) => has('Cargo.toml')),
  benchmark(
    'vitest',
    ['npx', 'vitest', 'bench', '--run', '--reporter=json', `--outputFile=${VITEST_BENCHMARK_FILE}`],
    ({ has, manifest }) =>
      manifest.dependencies.has('vitest') && has('**/*.bench.{ts,mts,cts,tsx,js,mjs,cjs,jsx}'),
  ),
  benchmark(
    'pytest',
    ['pytest', '--benchmark-only', `--benchmark-json=${PYTEST_BENCHMARK_FILE}`],
    ({ holds }) => holds(PYTHON_NEEDS, /pytest[-_]benchmark/),
  ),
  benchmark(
    'go',
    ['go', 'test', '-bench=.', '-benchmem', '-count=5', '-run=^$', './...'],
    ({ has, holds }) => has('go.mod') && holds('**/*_test.go', /^func Benchmark/m),
  ),
  benchmark(
    'cargo',
    ['cargo', 'bench'],
    ({ has, holds }) =>
      has('Cargo.toml') && (has('benches/*.rs') || holds('Cargo.toml', /^\[\[bench\]\]/m)),
  ),
  {
    category: 'benchmark',
    runner: 'jmh',
    argv: ['java', '-jar', 'target/benchmarks.jar', '-rf', 'json', '-rff', JMH_FILE],
    timeoutMs: LONG_COMMAND_LIMIT_MS,
    results: JMH_FILE,
    isThere: ({ holds }) => holds('{pom.xml,build.gradle,build.gradle.kts}', /org\.openjdk\.jmh/),
  },
  {
    category: 'benchmark',
    runner: 'dotnet',
    argv: ['dotnet', 'run', '--configuration', 'Release'],
    timeoutMs: LONG_COMMAND_LIMIT_MS,
    results: null,
    isThere: ({ holds }) => holds('{*.csproj,*/*.csproj,*/*/*.csproj}', /BenchmarkDotNet/),
  },
];

/** Returns the command of the first tool whose files a project has; null if there is none. */
export function findCommandByToolFiles(
  files: Pick<Files, 'read' | 'glob' | 'isFile'>,
  root: string,
  category: CommandCategory,
): DiscoveredCommand | null {
  const text = (name: string): string => files.read(join(root, name)) ?? '';
  const project: Project = {
    manifest: readPackageTestSettings(files, root),
    text,
    has: (pattern) => files.glob(pattern, root).length > 0,
    holds: (pattern, what) =>
      files.glob(pattern, root).some((path) => what.test(files.read(path) ?? '')),
  };
  const tool = TOOLS.find((tool) => tool.category === category && tool.isThere(project));
  if (tool === undefined) return null;
  const { runner, argv, timeoutMs, results } = tool;
  const command = createCommandOfProject(files, root, argv);
  return { category, runner, source: 'config', timeoutMs, results, ...command };
}

/** Folders of a virtual environment, from the root; few people activate it before each command. */
const ENVIRONMENTS = ['.venv/bin', 'venv/bin', 'env/bin'];

/** Takes a program from the project's virtual environment if it is there, else from the PATH. */
function createCommandOfProject(
  files: Pick<Files, 'isFile'>,
  root: string,
  [program, ...args]: KnownTool['argv'],
): Pick<DiscoveredCommand, 'command' | 'text'> {
  const folder = ENVIRONMENTS.find((folder) => files.isFile(join(root, folder, program)));
  if (folder === undefined) return createArgvCommand([program, ...args]);
  const { text } = createArgvCommand([`${folder}/${program}`, ...args]);
  // Absolute, since a copy of the project does not contain what git ignores.
  return { ...createArgvCommand([join(root, folder, program), ...args]), text };
}

function test(
  runner: CommandRunner,
  argv: KnownTool['argv'],
  isThere: KnownTool['isThere'],
): KnownTool {
  return { category: 'test', runner, argv, timeoutMs: COMMAND_LIMIT_MS, results: null, isThere };
}

function benchmark(
  runner: CommandRunner,
  argv: KnownTool['argv'],
  isThere: KnownTool['isThere'],
): KnownTool {
  const results = RESULTS[runner] ?? null;
  return { category: 'benchmark', runner, argv, timeoutMs: COMMAND_LIMIT_MS, results, isThere };
}
