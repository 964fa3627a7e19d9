import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from '../host/file-operations.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';

/** Variable through which the preload finds its output file. */
const VARIABLE = 'PERF_HARNESS_LOADED_FILES';
const FILE = 'loaded-files';
const PRELOAD = fileURLToPath(new URL('./trace-loaded-files-preload.cjs', import.meta.url));

/** Returns variables that make Node.js record loaded files. @param folder - For the records. */
export function traceLoadedFiles(
  folder: string,
  nodeOptions: string | undefined,
): Readonly<Record<string, string>> {
  // Older versions of Node.js accept no --import there. Quoted as in JSON, for paths with blanks.
  const preload = `--require=${JSON.stringify(PRELOAD)}`;
  return {
    [VARIABLE]: join(folder, FILE),
    NODE_OPTIONS: [nodeOptions ?? '', preload].join(' ').trim(),
  };
}

/** Returns the recorded files, sorted, links resolved; empty if no Node.js process ran. */
export function readLoadedFiles(files: Pick<Files, 'read'>, folder: string): readonly string[] {
  const lines = (files.read(join(folder, FILE)) ?? '').split('\n').slice(0, -1);
  return [...new Set(lines.map(parse))].filter((path) => path !== null).sort();
}

export function filesLoadedOutside(
  loaded: readonly string[],
  folders: readonly string[],
): readonly string[] {
  return loaded.filter((path) =>
    folders.every((folder) => relativePathInside(folder, path) === null),
  );
}

function parse(line: string): string | null {
  const value = tryParseJson(line);
  return typeof value === 'string' ? value : null;
}
