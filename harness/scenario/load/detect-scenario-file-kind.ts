export type TargetFileKind = 'module' | 'vitest' | 'k6' | 'suite';

const IMPORT_OF_K6 = /(?:\bfrom|\bimport)\s*['"]k6(?:\/[^'"]*)?['"]/;
const IMPORT_OF_VITEST = /(?:\bfrom|\bimport)\s*['"]vitest['"]/;
const IMPORT_OF_SELF = /(?:\bfrom|\bimport)\s*['"]perf-harness['"]/;
/** Packages of benchmark tools whose files run the benchmarks themselves. */
export const SUITE_TOOLS = ['tinybench', 'mitata', 'benchmark', 'benny', 'cronometro'] as const;
const DEFAULT_EXPORT = /\bexport\s+default\b|\bas\s+default\b|\bexports\b/;
const BENCH_NAME = /\.bench\.[cm]?[jt]sx?$/;

/** By the text, since neither a k6 script nor a vitest file can be imported outside of its tool. */
export function detectTargetFileKind(path: string, text: string): TargetFileKind {
  if (IMPORT_OF_SELF.test(text)) return 'module';
  if (IMPORT_OF_K6.test(text)) return 'k6';
  if (BENCH_NAME.test(path) && IMPORT_OF_VITEST.test(text)) return 'vitest';
  // An exported Bench of tinybench lists its tasks itself.
  if (importsPackage(text, 'tinybench') && DEFAULT_EXPORT.test(text)) return 'module';
  return SUITE_TOOLS.some((tool) => importsPackage(text, tool)) ? 'suite' : 'module';
}

/** True if a file imports or requires a package, by its text. */
export function importsPackage(text: string, name: string): boolean {
  return new RegExp(`(?:\\bfrom|\\bimport|\\brequire\\()\\s*['"]${name}['"]`, 'u').test(text);
}

/**
 * True if a file found in a folder can define scenarios. A server or a helper in the same folder
 * has no default export and must not even be loaded; a file without one that uses perf-harness is
 * reported.
 */
export function mayDefineScenarios(path: string, text: string): boolean {
  const form = detectTargetFileKind(path, text);
  if (form !== 'module') return form !== 'k6';
  return DEFAULT_EXPORT.test(text) || IMPORT_OF_SELF.test(text);
}
