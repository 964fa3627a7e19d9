import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';
import { isAlive } from '../../../harness/host/process/process-identity-and-liveness.ts';
import { createHost } from '../../../harness/host.ts';
import { discoverTestOrBenchmarkCommand } from '../../../project/discover/discover-test-or-benchmark-command.ts';
import type { CommandCategory } from '../../../project/discover/discovered-command.ts';
import { runDiscoveredCommand } from '../../../project/discover/run-discovered-command.ts';
import { createProject } from '../../support/run-cli.ts';

const host = createHost();

function discover(sources: Readonly<Record<string, string>>, category: CommandCategory = 'test') {
  const discovered = discoverTestOrBenchmarkCommand(files, createProject(sources), category);
  return discovered.type === 'found' ? discovered.command : discovered.finding;
}

const VITEST = {
  'package.json': '{"devDependencies":{"vitest":"^5.0.0"},"scripts":{"test":"vitest"}}',
};

describe('SH8-01: the discovery of a command', () => {
  const pages = {
    'docs/project/tech_stack.md': '# Stack\n\n- **Test command**: `make  check | tee log`\n',
    'docs/project/infrastructure.md': '| what | how |\n| --- | --- |\n| Tests | `make infra` |\n',
    'docs/project/runbook.md':
      '## Running the tests\n\n```sh\n# all of them\n$ make runbook\nmake other\n```\n',
  };

  it('takes a command from tech_stack.md first, word for word', () => {
    expect(discover({ ...VITEST, ...pages })).toMatchObject({
      source: 'tech_stack.md',
      runner: 'custom',
      text: 'make  check | tee log',
      command: { type: 'shell', text: 'make  check | tee log' },
    });
  });

  it('falls back to infrastructure.md, then runbook.md, config files and package.json', () => {
    const { 'docs/project/tech_stack.md': _, ...withoutFirst } = pages;
    const { 'docs/project/infrastructure.md': __, ...onlyLast } = withoutFirst;
    expect(discover({ ...VITEST, ...withoutFirst })).toMatchObject({ text: 'make infra' });
    expect(discover({ ...VITEST, ...onlyLast })).toMatchObject({
      source: 'runbook.md',
      text: 'make runbook',
    });
    expect(discover(VITEST)).toMatchObject({ source: 'config', runner: 'vitest' });
    expect(discover({ 'package.json': '{"scripts":{"test":"node t.js"}}' })).toMatchObject({
      source: 'package.json',
      text: 'npm run --silent test',
    });
  });

  it('reports an info when there is no command', () => {
    const none = {
      'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
    };
    expect(discover(none)).toMatchObject({ id: 'command-not-discovered', level: 'info' });
    expect(discover({ 'package.json': '{ broken' })).toMatchObject({ level: 'info' });
  });

  it('ignores a page that only mentions tests, or of another category', () => {
    const prose = {
      'docs/project/tech_stack.md':
        'Our tests use `assert`, which is nice.\n\n- Benchmark: `make bench`\n- Latest: `v1`\n',
    };
    expect(discover(prose)).toMatchObject({ level: 'info' });
    expect(discover(prose, 'benchmark')).toMatchObject({ text: 'make bench' });
  });
});

describe('SH8-02: the choice of the test tool by its files', () => {
  it.each([
    [{ 'jest.config.js': '' }, 'npx jest --json'],
    [{ 'package.json': '{"jest":{}}' }, 'npx jest --json'],
    [{ 'vitest.config.ts': '' }, 'npx vitest run --reporter=json'],
    [{ 'pytest.ini': '' }, 'pytest'],
    [{ 'pyproject.toml': '[tool.pytest.ini_options]\n' }, 'pytest'],
    [{ 'requirements.txt': '', 'tests/test_a.py': '' }, 'pytest'],
    [
      { 'pyproject.toml': '[project.optional-dependencies]\ndev = [\n  "pytest~=9.0",\n]\n' },
      'pytest',
    ],
    [{ 'manage.py': 'import django\n', 'requirements.txt': '' }, 'python manage.py test'],
    [{ 'go.mod': 'module a' }, 'go test ./... -json'],
    [{ 'App.sln': '' }, 'dotnet test --logger trx'],
    [{ 'src/App/App.csproj': '' }, 'dotnet test --logger trx'],
    [{ 'Cargo.toml': '' }, 'cargo test --no-fail-fast'],
  ])('%j', (sources, text) => {
    expect(discover(sources)).toMatchObject({ text, source: 'config', timeoutMs: 300_000 });
  });
});

it('takes a program from the virtual environment of the project, wherever the command runs', () => {
  const root = createProject({ 'pytest.ini': '', '.venv/bin/pytest': '' });
  expect(discoverTestOrBenchmarkCommand(files, root, 'test')).toMatchObject({
    command: {
      text: '.venv/bin/pytest',
      command: { type: 'argv', argv: [join(root, '.venv/bin/pytest')] },
    },
  });
});

describe('SH8-02: the test script of package.json', () => {
  const found = (script: string) =>
    discover({
      'jest.config.js': '',
      'package.json': JSON.stringify({
        scripts: { test: script },
        devDependencies: { vitest: '4' },
      }),
    });
  it.each([
    'TZ=UTC jest',
    'POSTGRES_DSN=$DATABASE_URL vitest run --maxWorkers=1 src/a.test.ts',
    'jest src/a src/b',
    'cross-env TZ=UTC npx jest',
  ])('runs the tests as %s', (script) => {
    expect(found(script)).toMatchObject({ text: 'npm run --silent test', source: 'package.json' });
  });
  it.each(['jest', 'vitest run --coverage', 'jest --watch src/a', 'eslint . && jest src/a', ''])(
    'is replaced by the tool itself as %s',
    (script) => {
      expect(found(script)).toMatchObject({ source: 'config' });
    },
  );
});

describe('SH8-03: the choice of the benchmark tool by its files', () => {
  it.each([
    [
      { 'go.mod': 'module a', 'a_test.go': 'func BenchmarkA(b *testing.B) {}' },
      "go test '-bench=.' -benchmem -count=5 '-run=^$' ./...",
      5,
    ],
    [
      { 'requirements-dev.txt': 'pytest-benchmark==5\n' },
      'pytest --benchmark-only --benchmark-json=.perf-harness/pytest-benchmark.json',
      5,
    ],
    [{ 'Cargo.toml': '', 'benches/a.rs': '' }, 'cargo bench', 5],
    [
      { ...VITEST, 'src/a.bench.ts': '' },
      'npx vitest bench --run --reporter=json --outputFile=.perf-harness/vitest-bench.json',
      5,
    ],
    [
      { 'pom.xml': '<groupId>org.openjdk.jmh</groupId>' },
      'java -jar target/benchmarks.jar -rf json -rff .perf-harness/jmh.json',
      10,
    ],
    [
      { 'bench/Bench.csproj': '<PackageReference Include="BenchmarkDotNet" />' },
      'dotnet run --configuration Release',
      10,
    ],
  ])('%j', (sources, text, minutes) => {
    const found = discover(sources, 'benchmark');
    expect(found).toMatchObject({ timeoutMs: minutes * 60_000 });
    expect('text' in found && found.text.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
  });
});

describe('SH8-04: an executed command', () => {
  const run = (text: string, timeoutMs = 300_000, cwd = createProject({})) =>
    runDiscoveredCommand(
      host,
      {
        category: 'test',
        runner: 'custom',
        source: 'runbook.md',
        command: { type: 'shell', text },
        text,
        timeoutMs,
        results: null,
      },
      { cwd },
    );

  it('passes with exit code 0, and returns what it printed', async () => {
    expect(await run('echo "{}"')).toEqual({ state: 'passed', stdout: '{}\n' });
  });

  it('fails with any other exit code, and keeps the last 50 lines', async () => {
    const outcome = await run('seq 1 200; exit 4');
    expect(outcome).toMatchObject({ state: 'failed' });
    const lines = 'output' in outcome ? outcome.output.split('\n') : [];
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([50, '151', '200']);
  });

  it('is never prompted: it has no input, and learns that nobody is there', async () => {
    const outcome = await run('read answer || echo "none $CI"');
    expect(outcome).toEqual({ state: 'passed', stdout: 'none true\n' });
  });

  it('is ended with everything that it started when its time is up', async () => {
    const cwd = createProject({});
    let pid = '';
    // If a busy machine does not start it in time, there is nothing to end, and the limit is
    // doubled.
    for (let minutes = 0.005; pid === ''; minutes *= 2) {
      const outcome = await run('sleep 600 & echo $! >pid; sleep 600', minutes * 60_000, cwd);
      expect(outcome).toMatchObject({ state: 'failed', message: `timeout after ${minutes}min` });
      pid = (host.files.read(join(cwd, 'pid')) ?? '').trim();
    }
    const isThere = () => isAlive({ pid: Number(pid), startedTicks: null });
    await expect.poll(isThere, { timeout: 60_000 }).toBe(false);
  });

  it('is skipped with a warning when its program is not installed', async () => {
    const skipped = {
      state: 'skipped',
      finding: { id: 'command-not-installed', level: 'warning' },
    };
    expect(await run('no-such-runner --json')).toMatchObject(skipped);
    const cwd = createProject({ 'jest.config.js': '' });
    const jest = discoverTestOrBenchmarkCommand(files, cwd, 'test');
    if (jest.type !== 'found') throw new Error('jest was not found');
    const outcome = await runDiscoveredCommand(host, jest.command, { cwd });
    expect(outcome).toMatchObject(skipped);
    expect('finding' in outcome && outcome.finding.message).toContain('jest is not installed');
  });
});
