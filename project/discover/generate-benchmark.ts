import { extname, join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import { findInstalledPackage } from '../../harness/host/installed-package.ts';
import {
  type BenchmarkTool,
  type GeneratedBenchmark,
  renderBenchmarkSource,
} from './render-benchmark-source.ts';
import type { EntryPoint } from './resolve-code-entry-point.ts';

export interface BenchmarkRequest {
  readonly slug: string;
  /** Arguments of a real call, as JSON; empty if it takes none. */
  readonly sample: readonly unknown[];
}

export type BenchmarkResult =
  | { readonly type: 'generated'; readonly benchmark: GeneratedBenchmark }
  /** A benchmark already exists. @see file Relative to the root. */
  | { readonly type: 'exists'; readonly file: string }
  | { readonly type: 'not-possible'; readonly reason: string };

const BENCHMARK_GLOBS = [
  '**/*.{bench,benchmark}.{js,mjs,cjs,jsx,ts,mts,cts,tsx}',
  '**/*_test.go',
  '**/*bench*.py',
  'benches/**/*.rs',
  '**/*Bench*.{cs,java}',
];

/**
 * Generates a benchmark of a function that has none, for the tool of its project.
 * @param root - Absolute folder of the project.
 */
export function generateBenchmark(
  files: Pick<Files, 'read' | 'glob' | 'writeAtomic'>,
  root: string,
  entry: EntryPoint,
  { slug, sample }: BenchmarkRequest,
): BenchmarkResult {
  const { file, function: name } = entry;
  if (file === null || name === null) {
    return { type: 'not-possible', reason: `${entry.text} is not a callable function` };
  }
  const existing = existingBenchmark(files, root, name);
  if (existing !== null) return { type: 'exists', file: existing };
  const source = files.read(join(root, file)) ?? '';
  const tool = toolFor(files, root, file);
  if (typeof tool === 'string') return { type: 'not-possible', reason: tool };
  const packageName = packageOf(files, root, file, source);
  const subject = { file, function: name, package: packageName, slug, sample };
  const benchmark = renderBenchmarkSource(tool, subject);
  files.writeAtomic(join(root, benchmark.path), benchmark.text);
  return { type: 'generated', benchmark };
}

/** Returns the file, from the root, that benchmarks a function of this name; null if none. */
export function existingBenchmark(
  files: Pick<Files, 'read' | 'glob'>,
  root: string,
  name: string,
): string | null {
  const existing = BENCHMARK_GLOBS.flatMap((glob) => files.glob(glob, root)).find((path) =>
    isBenchmarkOf(files.read(path) ?? '', name),
  );
  return existing?.slice(root.length + 1).replaceAll('\\', '/') ?? null;
}

function isBenchmarkOf(text: string, name: string): boolean {
  const isBenchmark = /\bbench|\btimeit\b|criterion|func Benchmark|\[Benchmark\]|@Benchmark/.test(
    text,
  );
  return (
    isBenchmark && new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text)
  );
}

/** Returns the benchmark tool of the project; a text is the reason why there is none. */
function toolFor(
  files: Pick<Files, 'read' | 'glob'>,
  root: string,
  file: string,
): BenchmarkTool | string {
  const needs = (pattern: string, what: RegExp): boolean =>
    files.glob(pattern, root).some((path) => what.test(files.read(path) ?? ''));
  switch (extname(file)) {
    case '.py': {
      const hasPlugin = needs(
        '{pyproject.toml,requirements*.txt,setup.cfg,tox.ini}',
        /pytest[-_]benchmark/,
      );
      return { name: hasPlugin ? 'pytest-benchmark' : 'timeit' };
    }
    case '.go':
      return { name: 'go' };
    case '.rs':
      return needs('Cargo.toml', /^criterion\b/m)
        ? { name: 'criterion' }
        : 'criterion is not a dependency of this crate';
    case '.cs':
      return { name: 'benchmarkdotnet' };
    case '.java':
      return 'there is no template for Java';
    default: {
      const vitest = findInstalledPackage('vitest', root);
      if (vitest === null) return 'vitest is not installed in this project';
      return { name: 'vitest', major: Number.parseInt(vitest.version, 10) };
    }
  }
}

function packageOf(files: Pick<Files, 'read'>, root: string, file: string, source: string): string {
  switch (extname(file)) {
    case '.go':
      return /^package\s+(\w+)/m.exec(source)?.[1] ?? 'main';
    case '.rs': {
      const manifest = files.read(join(root, 'Cargo.toml')) ?? '';
      const crate = /^name\s*=\s*"([^"]+)"/m.exec(manifest)?.[1] ?? 'crate';
      const module = file
        .replace(/^src\//, '')
        .replace(/\.rs$/, '')
        .replace(/\/mod$/, '');
      const path = /^(?:lib|main)$/.test(module) ? '' : `::${module.replaceAll('/', '::')}`;
      return crate.replaceAll('-', '_') + path;
    }
    case '.cs': {
      const namespace = /^\s*namespace\s+([\w.]+)/m.exec(source)?.[1];
      const owner = /\bclass\s+(\w+)/.exec(source)?.[1] ?? 'Program';
      return namespace === undefined ? owner : `${namespace}.${owner}`;
    }
    default:
      return '';
  }
}
