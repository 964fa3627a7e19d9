import { dirname, extname, posix } from 'node:path';
import { assertNever } from '../../harness/model/assert-never.ts';
import {
  COMMAND_LIMIT_MS,
  type CommandRunner,
  createArgvCommand,
  type DiscoveredCommand,
  LONG_COMMAND_LIMIT_MS,
} from './discovered-command.ts';
import {
  PYTEST_BENCHMARK_FILE,
  VITEST_BENCHMARK_FILE,
} from './find-test-or-benchmark-command-by-files.ts';
import { formatSourceLiteral } from './format-source-literal.ts';
import { type BenchmarkInput, generateBenchmarkInputs } from './generate-benchmark-inputs.ts';
import { formatPythonString, generatePythonImport } from './python-import-code.ts';

/** Tool for which a benchmark is written. */
export type BenchmarkTool =
  | { readonly name: 'vitest'; readonly major: number }
  | { readonly name: 'pytest-benchmark' | 'timeit' | 'go' | 'criterion' | 'benchmarkdotnet' };

/** The function that a benchmark calls. */
export interface BenchmarkSubject {
  /** From the root of the project, with `/`. */
  readonly file: string;
  readonly function: string;
  /** Name of the Go module, Rust crate, or .NET namespace and class; not used elsewhere. */
  readonly package: string;
  readonly slug: string;
  /** Arguments of a real call, as JSON. */
  readonly sample: readonly unknown[];
}

/** A benchmark as it is written, and how it is run. */
export interface GeneratedBenchmark {
  /** From the root of the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly command: DiscoveredCommand;
  /** Dependency that a manifest of the project needs; null where there is none. */
  readonly needs: string | null;
}

/** Calls that make one value, and number of values whose median is reported, as with timeit. */
const CALLS = 1_000;
const REPEATS = 5;

/** Renders a benchmark of one function. The same subject gives the same text. */
export function renderBenchmarkSource(
  tool: BenchmarkTool,
  subject: BenchmarkSubject,
): GeneratedBenchmark {
  const inputs = generateBenchmarkInputs(subject.sample);
  switch (tool.name) {
    case 'vitest':
      return vitestBenchmark(subject, inputs, tool.major);
    case 'pytest-benchmark':
      return pytestBenchmark(subject, inputs);
    case 'timeit':
      return timeitBenchmark(subject, inputs);
    case 'go':
      return goBenchmark(subject, inputs);
    case 'criterion':
      return criterionBenchmark(subject, inputs);
    case 'benchmarkdotnet':
      return dotnetBenchmark(subject, inputs);
    default:
      return assertNever(tool);
  }
}

function vitestBenchmark(
  { file, function: name, slug }: BenchmarkSubject,
  inputs: readonly BenchmarkInput[],
  major: number,
): GeneratedBenchmark {
  const path = `bench/${slug}.bench${/^\.[cm]?ts/.test(extname(file)) ? '.ts' : '.js'}`;
  // Since version 5 `bench` belongs to a test.
  const isInTest = major >= 5;
  const lines = inputs.map(({ name: input, arguments: given }) => {
    const call = `() => ${name}(${given.map((argument) => formatSourceLiteral('js', argument)).join(', ')})`;
    return isInTest
      ? `  test('${input}', async ({ bench }) => {\n    await bench('${name}', ${call}).run();\n  });`
      : `  bench('${input}', ${call});`;
  });
  const text = `import { ${isInTest ? 'describe, test' : 'bench, describe'} } from 'vitest';
import { ${name} } from '${posix.relative('bench', file)}';

describe('${name}', () => {
${lines.join('\n')}
});
`;
  const results = `--outputFile=${VITEST_BENCHMARK_FILE}`;
  const argv = ['npx', 'vitest', 'bench', '--run', '--reporter=json', results, path] as const;
  const command = runBy('vitest', argv, VITEST_BENCHMARK_FILE);
  return { path, text, command, needs: null };
}

function pytestBenchmark(
  { file, function: name, slug }: BenchmarkSubject,
  inputs: readonly BenchmarkInput[],
): GeneratedBenchmark {
  const path = `benchmarks/test_${underscored(slug)}_benchmark.py`;
  const text = `import copy
import json
import pytest
${generatePythonImport(file)}
INPUTS = json.loads(${formatPythonString(JSON.stringify(inputs))})


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: given["name"])
def test_${name}(benchmark, given):
    benchmark.pedantic(
        module.${name},
        setup=lambda: (copy.deepcopy(given["arguments"]), {}),
        rounds=${CALLS},
        warmup_rounds=10,
    )
`;
  const argv = [
    'pytest',
    '--benchmark-only',
    `--benchmark-json=${PYTEST_BENCHMARK_FILE}`,
    path,
  ] as const;
  const command = runBy('pytest', argv, PYTEST_BENCHMARK_FILE);
  return { path, text, command, needs: null };
}

function timeitBenchmark(
  { file, function: name, slug }: BenchmarkSubject,
  inputs: readonly BenchmarkInput[],
): GeneratedBenchmark {
  const path = `benchmarks/${underscored(slug)}_benchmark.py`;
  const text = `import copy
import json
import statistics
import timeit
${generatePythonImport(file)}
for given in json.loads(${formatPythonString(JSON.stringify(inputs))}):
    values = timeit.repeat(
        lambda: module.${name}(*copy.deepcopy(given["arguments"])), number=${CALLS}, repeat=${REPEATS}
    )
    print(json.dumps({"name": given["name"], "seconds": statistics.median(values) / ${CALLS}}))
`;
  return { path, text, command: runBy('custom', ['python3', path]), needs: null };
}

function goBenchmark(
  { file, function: name, package: packageName, slug }: BenchmarkSubject,
  inputs: readonly BenchmarkInput[],
): GeneratedBenchmark {
  const folder = dirname(file);
  const path = posix.join(folder, `${underscored(slug)}_bench_test.go`);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const runs = inputs.map(
    ({ name: input, arguments: given }) => `	b.Run("${input}", func(b *testing.B) {
		for i := 0; i < b.N; i++ {
			${name}(${given.map((argument) => formatSourceLiteral('go', argument)).join(', ')})
		}
	})`,
  );
  const text = `package ${packageName}

import "testing"

func Benchmark${title}(b *testing.B) {
${runs.join('\n')}
}
`;
  const command = runBy('go', [
    'go',
    'test',
    `-bench=^Benchmark${title}$`,
    '-benchmem',
    '-count=5',
    '-run=^$',
    `./${folder}`,
  ]);
  return { path, text, command, needs: null };
}

function criterionBenchmark(
  { function: name, package: crate, slug }: BenchmarkSubject,
  inputs: readonly BenchmarkInput[],
): GeneratedBenchmark {
  const target = underscored(slug);
  const calls = inputs.map(({ name: input, arguments: given }) => {
    const values = given
      .map((argument) => `black_box(${formatSourceLiteral('rust', argument)})`)
      .join(', ');
    return `    group.bench_function("${input}", |b| b.iter(|| ${name}(${values})));`;
  });
  const text = `use criterion::{criterion_group, criterion_main, Criterion};
use std::hint::black_box;
use ${crate}::${name};

fn benchmark(c: &mut Criterion) {
    let mut group = c.benchmark_group("${name}");
${calls.join('\n')}
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
`;
  return {
    path: `benches/${target}.rs`,
    text,
    command: runBy('cargo', ['cargo', 'bench', '--bench', target]),
    needs: `Cargo.toml: [[bench]] with name = "${target}" and harness = false`,
  };
}

function dotnetBenchmark(
  { function: name, package: owner, slug }: BenchmarkSubject,
  inputs: readonly BenchmarkInput[],
): GeneratedBenchmark {
  const methods = inputs.map(({ name: input, arguments: given }) => {
    const values = given.map((argument) => formatSourceLiteral('csharp', argument)).join(', ');
    return `    [Benchmark] public object? ${pascal(input)}() => ${owner}.${name}(${values});`;
  });
  const title = pascal(slug);
  const text = `using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

BenchmarkRunner.Run<${title}Benchmark>(args: args);

public class ${title}Benchmark
{
${methods.join('\n')}
}
`;
  return {
    path: `benchmarks/${title}/Program.cs`,
    text,
    command: runBy('dotnet', [
      'dotnet',
      'run',
      '--configuration',
      'Release',
      '--project',
      `benchmarks/${title}`,
    ]),
    needs: `benchmarks/${title}/${title}.csproj, which references the project and BenchmarkDotNet`,
  };
}

function runBy(
  runner: CommandRunner,
  argv: readonly [string, ...string[]],
  results: string | null = null,
): DiscoveredCommand {
  const timeoutMs = runner === 'dotnet' ? LONG_COMMAND_LIMIT_MS : COMMAND_LIMIT_MS;
  const source = 'generated';
  return { category: 'benchmark', runner, source, timeoutMs, results, ...createArgvCommand(argv) };
}

function underscored(slug: string): string {
  return slug.replaceAll('-', '_');
}

function pascal(words: string): string {
  return words.replaceAll(/(?:^|[-_\s]+)(\w)/g, (_, first: string) => first.toUpperCase());
}
