import type { TreeLimits } from '../../harness/host/process/tree-limits.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import { parseAllowedHost } from '../../harness/model/scenario/remote-hosts.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-scenarios.ts';
import { readFilter } from '../../harness/scenario/select-scenarios.ts';

/** Which scenarios are meant, as words of a command line or properties of a request say it. */
export interface ScenarioWords {
  readonly targets?: readonly string[] | undefined;
  readonly command?: readonly string[] | null | undefined;
  readonly filter?: string | undefined;
  readonly quick?: boolean | undefined;
  readonly allowRemote?: readonly string[] | undefined;
}

/** What every call of a program may say. */
export interface ProjectRequest {
  /** Files, folders, globs, names of scenarios or URLs; none: those of the configuration. */
  readonly targets?: readonly string[];
  /** A command to measure instead, as an argument vector. */
  readonly command?: readonly string[];
  /** Only scenarios whose name or tag holds the text or `/pattern/`. */
  readonly filter?: string;
  /** Hosts other than this machine that may be put under load. */
  readonly allowRemote?: readonly string[];
  /** What each program that is started, with its whole tree, may take. Default: anything. */
  readonly limits?: TreeLimits;
  /** Folder to start from. Default: the working folder of the process. */
  readonly cwd?: string;
  /** From 0 to 2³² − 1; repeats the order, the coins and the V8 seeds of an earlier call. */
  readonly seed?: number;
  /** What is told to others that wait for its measurements. Default: `perf-harness` and the call. */
  readonly label?: string;
  /** Aborts it; what was measured is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** @throws UserError for what is no host, and for a filter that cannot be read. */
export function readScenarios({
  targets = [],
  command = null,
  filter,
  quick = false,
  allowRemote = [],
}: ScenarioWords): ScenarioRequest {
  const wrong = allowRemote.find((text) => parseAllowedHost(text) === null);
  if (wrong !== undefined) {
    throw badOption(
      `--allow-remote takes a host such as staging.example.com or 10.0.0.7:8080; found "${wrong}".`,
    );
  }
  const read = filter === undefined ? null : readFilter(filter);
  return { targets, command, filter: read, quick, allowRemote };
}
