import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';
import { createHost } from '../../../harness/host.ts';
import { vitestImporter } from '../../../plugins/exchange/import/vitest-importer.ts';
import { formatSourceLiteral } from '../../../project/discover/format-source-literal.ts';
import { generateBenchmark } from '../../../project/discover/generate-benchmark.ts';
import { generateBenchmarkInputs } from '../../../project/discover/generate-benchmark-inputs.ts';
import { renderBenchmarkSource } from '../../../project/discover/render-benchmark-source.ts';
import { resolveEntryPoint } from '../../../project/discover/resolve-code-entry-point.ts';
import { runDiscoveredCommand } from '../../../project/discover/run-discovered-command.ts';
import { ROOT } from '../../repository/read-repository-sources.ts';
import { createProject } from '../../support/run-cli.ts';

const run = promisify(execFile);
const host = createHost();

function withVitest(sources: Readonly<Record<string, string>>): string {
  const root = createProject(sources);
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

function generate(root: string, target: string, sample: readonly unknown[] = []) {
  const entry = resolveEntryPoint(files, root, target);
  return generateBenchmark(files, root, entry, { slug: 'total-of', sample });
}

/** Generates the benchmark and runs it with its own command. */
async function runGenerated(root: string, target: string, sample: readonly unknown[]) {
  const result = generate(root, target, sample);
  if (result.type !== 'generated') throw new Error(JSON.stringify(result));
  const { path, command } = result.benchmark;
  const outcome = await runDiscoveredCommand(host, command, { cwd: root });
  if (outcome.state !== 'passed') throw new Error(JSON.stringify(outcome));
  return { path, stdout: outcome.stdout };
}

describe('SH8-05: a generated benchmark', () => {
  it('runs unmodified in vitest, and SH8-03: its result is read', async () => {
    const root = withVitest({
      'src/total.ts':
        'export function totalOf(count: number) { let sum = 0; for (let i = 0; i < count; i += 1) sum += i; return sum; }\n',
    });
    const { path } = await runGenerated(root, 'src/total.ts::totalOf', [1_000]);
    expect(path).toBe('bench/total-of.bench.ts');
    const results = readFileSync(join(root, '.perf-harness/vitest-bench.json'), 'utf8');
    const [imported, ...others] = vitestImporter.read(results, { path, beside: () => null });
    expect(imported?.scenario).toBe('totalOf > sample > totalOf');
    expect(others).toEqual([]);
  });

  it('runs unmodified in Go', async () => {
    const root = createProject({
      'go.mod': 'module shop\n\ngo 1.21\n',
      'cart/cart.go':
        'package cart\n\nfunc totalOf(list []int) int {\n\tsum := 0\n\tfor _, one := range list {\n\t\tsum += one\n\t}\n\treturn sum\n}\n',
    });
    const result = generate(root, 'cart/cart.go::totalOf', [[3, 1, 2]]);
    if (result.type !== 'generated') throw new Error(JSON.stringify(result));
    expect(result.benchmark).toMatchObject({
      path: 'cart/total_of_bench_test.go',
      command: { text: "go test '-bench=^BenchmarkTotalOf$' -benchmem -count=5 '-run=^$' ./cart" },
    });
    const { stdout } = await run(
      'go',
      ['test', '-bench=.', '-benchtime=10x', '-run=^$', './cart'],
      {
        cwd: root,
      },
    );
    expect(stdout).toMatch(/BenchmarkTotalOf\/sample\S*\s+10\s+[\d.]+ ns\/op/);
  });

  it('runs unmodified by timeit when pytest-benchmark is missing', async () => {
    const root = createProject({ 'src/total.py': 'def total_of(items):\n    return len(items)\n' });
    const { path, stdout } = await runGenerated(root, 'src/total.py::total_of', ['abc']);
    expect(path).toBe('benchmarks/total_of_benchmark.py');
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ name }) => name)).toEqual([
      'sample',
      'size 10',
      'size 100',
      'size 1000',
      'worst case',
    ]);
    for (const { seconds } of lines) expect(seconds).toBeGreaterThan(0);
    expect(readFileSync(join(root, path), 'utf8')).toContain('number=1000, repeat=5');
  });

  it('is written for pytest-benchmark, criterion and .NET when the project has them', () => {
    const subject = {
      file: 'src/a',
      function: 'total_of',
      package: 'shop',
      slug: 'total-of',
      sample: [[1.5, 2], 'a'],
    };
    const text = (name: 'pytest-benchmark' | 'criterion' | 'benchmarkdotnet') =>
      renderBenchmarkSource({ name }, subject).text;
    expect(text('pytest-benchmark')).toContain('def test_total_of(benchmark, given):');
    expect(text('criterion')).toContain('total_of(black_box(vec![1.5, 2]), black_box("a"))');
    expect(text('criterion')).toContain('criterion_main!(benches);');
    expect(text('benchmarkdotnet')).toContain(
      '[Benchmark] public object? Sample() => shop.total_of(new double[] { 1.5, 2 }, "a");',
    );
  });

  it('is written only when the function has none', () => {
    const root = withVitest({
      'src/total.js': 'export function totalOf(list) { return list.length; }\n',
      'src/other.bench.js': "bench('other', () => totalOfAll([]));\n",
    });
    expect(generate(root, 'src/total.js::totalOf').type).toBe('generated');
    expect(generate(root, 'src/total.js::totalOf')).toEqual({
      type: 'exists',
      file: 'bench/total-of.bench.js',
    });
  });

  it('is refused with a reason when nothing could run it', () => {
    const root = createProject({
      'a.js': 'export function work() {}\n',
      'Cargo.toml': '[package]\nname = "a"\n',
      'src/lib.rs': 'pub fn sort_rows() {}\n',
    });
    expect(generate(root, 'a.js::work')).toMatchObject({
      type: 'not-possible',
      reason: 'vitest is not installed in this project',
    });
    expect(generate(root, 'src/lib.rs::sort_rows')).toMatchObject({ type: 'not-possible' });
    expect(generate(root, 'a.js')).toMatchObject({ type: 'not-possible' });
  });
});

describe('SH8-06: the generated inputs', () => {
  const sample = [[5, 3, 9], 'abc', 7, true, null, { a: 1 }, []];

  it('are the sample, several sizes, and the worst case', () => {
    const inputs = generateBenchmarkInputs(sample);
    expect(inputs.map(({ name }) => name)).toEqual([
      'sample',
      'size 10',
      'size 100',
      'size 1000',
      'worst case',
    ]);
    expect(inputs[1]?.arguments).toEqual([
      [5, 3, 9, 5, 3, 9, 5, 3, 9, 5],
      'abcabcabca',
      7,
      true,
      null,
      { a: 1 },
      [],
    ]);
    expect(generateBenchmarkInputs([1])).toEqual([{ name: 'sample', arguments: [1] }]);
  });

  it('are the same in every generation, byte for byte, without randomness', () => {
    const subject = { file: 'src/a.ts', function: 'work', package: 'a', slug: 'a', sample };
    for (const tool of [
      { name: 'vitest', major: 5 },
      { name: 'pytest-benchmark' },
      { name: 'timeit' },
      { name: 'go' },
      { name: 'criterion' },
      { name: 'benchmarkdotnet' },
    ] as const) {
      const [first, other] = [
        renderBenchmarkSource(tool, subject),
        renderBenchmarkSource(tool, subject),
      ];
      expect(other).toEqual(first);
      expect(first.text).not.toMatch(/random/i);
    }
  });

  it.each([
    ['go', [1, 2], '[]int{1, 2}'],
    ['go', ['a'], '[]string{"a"}'],
    ['rust', [true], 'vec![true]'],
    ['csharp', [1.5], 'new double[] { 1.5 }'],
    ['go', { a: 1 }, '"{\\"a\\":1}"'],
    ['go', [1, 'a'], '"[1,\\"a\\"]"'],
    ['js', { a: [1] }, '{"a":[1]}'],
  ] as const)('are written in %s: %j', (language, value, expected) => {
    expect(formatSourceLiteral(language, value)).toBe(expected);
  });
});
