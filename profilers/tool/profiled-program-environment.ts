import { join } from 'node:path';
import { preloadFlag } from '../../harness/host/process/preload-into-node.ts';
import type { Host } from '../../harness/host.ts';
import type { ProgramStartMessage } from './profiled-program-start-message.ts';

export interface ProfiledProgramOptions {
  /** Absolute modules of the tool loaded first; they write before the process exits, and end it. */
  readonly preloads?: readonly string[];
  /** Further options for NODE_OPTIONS. */
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export function createProfiledEnvironment(
  folder: string,
  nodeOptions: string | undefined,
  { preloads = [], options = [], env = {} }: ProfiledProgramOptions = {},
): Readonly<Record<string, string>> {
  return {
    ...env,
    ...(preloads.length > 0 && { PERF_HARNESS_TOOL_WRITES: 'before-exit' }),
    PERF_HARNESS_TOOL_FOLDER: folder,
    NODE_OPTIONS: [
      nodeOptions ?? '',
      ...preloads.map((path) => `--require=${quoteNodeOption(path)}`),
      ...options,
      preloadFlag(import.meta.url, './third-party-profiler-start-and-stop-preload'),
    ]
      .join(' ')
      .trim(),
  };
}

/** Quotes a word that may contain spaces for NODE_OPTIONS. */
export function quoteNodeOption(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

export interface ProfiledProgramStart extends ProgramStartMessage {
  readonly pid: number;
}

export function readProgramStarts(
  { files }: Pick<Host, 'files'>,
  folder: string,
): readonly ProfiledProgramStart[] {
  return files
    .list(folder)
    .filter((name) => /^\d+\.started$/.test(name))
    .map((name) => ({
      ...(JSON.parse(files.read(join(folder, name)) ?? '{}') as ProgramStartMessage),
      pid: Number.parseInt(name, 10),
    }))
    .toSorted((program, other) => program.startMs - other.startMs);
}
