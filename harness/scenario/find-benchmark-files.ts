import { relative } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import {
  detectTargetFileKind,
  importsPackage,
  SUITE_TOOLS,
} from './load/detect-scenario-file-kind.ts';

/** Benchmark that a project has, without a scenario of perf-harness. */
export interface BenchmarkFile {
  /** From the root, with slashes. */
  readonly path: string;
  /** Tool that it imports; `node`: none that is known. */
  readonly tool: string;
  /**
   * suite: its benchmarks can be listed and measured one by one. k6: a script of k6. program: it can
   * only be run as a whole.
   */
  readonly form: 'suite' | 'k6' | 'program';
  /** True if running the file runs its benchmarks. */
  readonly isProgram: boolean;
}

const IS_LEFT_OUT = /^(?:node_modules|dist|build|coverage|\..*)$/u;
const IS_BENCHMARK =
  /(?:^|\/)[^/]*bench(?:mark)?s?[^/]*(?:\/|$)|\.(?:bench|benchmark|perf)\.|(?:^|\/)(?:perf|load|k6|load-?tests?|performance)\//iu;
/** Folders and names of scripts that are benchmarks, whatever they import. */
const IS_IN_FOLDER = /(?:^|\/)bench(?:mark)?s?(?:\/|\.[cm]?[jt]s$)/iu;
const DEFAULT_EXPORT = /\bexport\s+default\b/u;
const EXPORTS = /^\s*(?:export\b|module\.exports|exports\.)/mu;
const TOOLS = [...SUITE_TOOLS, 'tatami-ng'];

/** Finds the benchmarks of a project by the paths of files and the tools that they import. */
export function findBenchmarkFiles(files: Files, root: string): readonly BenchmarkFile[] {
  return files
    .below(root, (name) => IS_LEFT_OUT.test(name))
    .filter((path) => /\.[cm]?[jt]sx?$/u.test(path) && !/\.d\.[cm]?ts$/u.test(path))
    .map((path) => relative(root, path).replaceAll('\\', '/'))
    .filter((path) => IS_BENCHMARK.test(path))
    .flatMap((path) => classify(path, files.read(`${root}/${path}`) ?? '') ?? []);
}

function classify(path: string, text: string): BenchmarkFile | null {
  const kind = detectTargetFileKind(path, text);
  if (kind === 'vitest') return { path, tool: 'vitest', form: 'suite', isProgram: false };
  if (kind === 'k6') {
    // Files without a default export are helpers, which cannot run alone.
    return DEFAULT_EXPORT.test(text) ? { path, tool: 'k6', form: 'k6', isProgram: false } : null;
  }
  const tool = TOOLS.find((name) => importsPackage(text, name));
  // A file with exports is run by another file, and does nothing by itself.
  const isProgram = (tool !== undefined || IS_IN_FOLDER.test(path)) && !EXPORTS.test(text);
  // A suite of benny and a Bench of tinybench are exported by custom.
  const isExported = tool === 'benny' || (tool === 'tinybench' && DEFAULT_EXPORT.test(text));
  if (isExported || (kind === 'suite' && isProgram)) {
    return { path, tool: tool ?? '', form: 'suite', isProgram };
  }
  return isProgram ? { path, tool: tool ?? 'node', form: 'program', isProgram } : null;
}
