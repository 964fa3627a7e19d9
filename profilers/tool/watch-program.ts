import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { childModule } from '../../harness/host/process/child-module.ts';
import type { Host } from '../../harness/host.ts';
import type { ToolBeginning } from './tool-beginning.ts';

export interface WatchedOptions {
  /** Absolute modules of the tool loaded first; they write before the process exits, and end it. */
  readonly preloads?: readonly string[];
  /** Further options for NODE_OPTIONS. */
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Variables of a program that somebody else's profiler watches, with what the tool needs. */
export function watchedEnvironment(
  folder: string,
  nodeOptions: string | undefined,
  { preloads = [], options = [], env = {} }: WatchedOptions = {},
): Readonly<Record<string, string>> {
  // A URL has neither blanks nor quotes, which NODE_OPTIONS would take as its own.
  const own = pathToFileURL(childModule(import.meta.url, './tool-preload')).href;
  return {
    ...env,
    ...(preloads.length > 0 && { PERF_HARNESS_TOOL_WRITES: 'before-exit' }),
    PERF_HARNESS_TOOL_FOLDER: folder,
    NODE_OPTIONS: [
      nodeOptions ?? '',
      ...preloads.map((path) => `--require=${quoted(path)}`),
      ...options,
      `--import=${own}`,
    ]
      .join(' ')
      .trim(),
  };
}

/** As NODE_OPTIONS takes a word that may have blanks in it. */
export function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A program that began under the tool. */
export interface Beginning extends ToolBeginning {
  readonly pid: number;
}

/** Programs that began under the tool, in the order of their start. */
export function beginnings({ files }: Pick<Host, 'files'>, folder: string): readonly Beginning[] {
  return files
    .list(folder)
    .filter((name) => /^\d+\.started$/.test(name))
    .map((name) => ({
      ...(JSON.parse(files.read(join(folder, name)) ?? '{}') as ToolBeginning),
      pid: Number.parseInt(name, 10),
    }))
    .toSorted((program, other) => program.startMs - other.startMs);
}
