import { transformer } from './transform.ts';

/** Notes of what this process has loaded in another way than plain Node.js. */
export interface TransformNotes {
  /** How many files were turned into JavaScript that Node.js runs. */
  readonly transformed_files: number;
  /** By what, with its version. */
  readonly transformed_by: string;
}

/** One set in the process: what registers the loader and what asks here may come in two bundles. */
const KEY = Symbol.for('perf-harness.transformed-files');
const shared = globalThis as { [KEY]?: Set<string> };
shared[KEY] ??= new Set();
const files = shared[KEY];

/** Remembers a file that was transformed. */
export function noteTransformed(file: string): void {
  files.add(file);
}

/** Nothing where plain Node.js has loaded everything. */
export function transformNotes(): TransformNotes | Record<string, never> {
  if (files.size === 0) return {};
  return { transformed_files: files.size, transformed_by: transformer() };
}
