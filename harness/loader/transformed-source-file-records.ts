/** Notes on modules that were loaded differently from plain Node.js. */
export interface TransformNotes {
  /** Number of files that were transformed to JavaScript that Node.js runs. */
  readonly transformed_files: number;
  /** Compiler used, with its version. */
  readonly transformed_by: string;
}

/** One map per process: the loader's registration and the notes' readers may be in two bundles. */
const KEY = Symbol.for('perf-harness.transformed-files');
const shared = globalThis as { [KEY]?: Map<string, string> };
shared[KEY] ??= new Map();
const files = shared[KEY];

export function recordTransformedFile(file: string, transformer: string): void {
  files.set(file, transformer);
}

/** Returns no notes if plain Node.js loaded everything. */
export function readTransformNotes(): TransformNotes | Record<string, never> {
  if (files.size === 0) return {};
  return {
    transformed_files: files.size,
    transformed_by: [...new Set(files.values())].join(', '),
  };
}
