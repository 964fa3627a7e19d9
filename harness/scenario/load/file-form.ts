/** What a file is that was named to measure something in it. */
export type FileForm = 'module' | 'vitest' | 'k6';

const IMPORT_OF_K6 = /(?:\bfrom|\bimport)\s*['"]k6(?:\/[^'"]*)?['"]/;
const IMPORT_OF_VITEST = /(?:\bfrom|\bimport)\s*['"]vitest['"]/;
const IMPORT_OF_SELF = /(?:\bfrom|\bimport)\s*['"]perf-harness['"]/;
const BENCH_NAME = /\.bench\.[cm]?[jt]sx?$/;

/** By the text, since neither a k6 script nor a vitest file can be imported outside of its tool. */
export function fileForm(path: string, text: string): FileForm {
  if (IMPORT_OF_SELF.test(text)) return 'module';
  if (IMPORT_OF_K6.test(text)) return 'k6';
  return BENCH_NAME.test(path) && IMPORT_OF_VITEST.test(text) ? 'vitest' : 'module';
}

const DEFAULT_EXPORT = /\bexport\s+default\b|\bas\s+default\b|\bexports\b/;

/**
 * Whether a file that a folder was searched for can define scenarios. A server or a helper that lies
 * there has no default export and must not even be loaded; one that forgot it but uses perf-harness
 * is told so.
 */
export function mayDefineScenarios(path: string, text: string): boolean {
  const form = fileForm(path, text);
  if (form !== 'module') return form === 'vitest';
  return DEFAULT_EXPORT.test(text) || IMPORT_OF_SELF.test(text);
}
