import { createHost, type Host } from '../harness/host.ts';
import type { ComparisonReport } from '../harness/model/document.ts';
import type { ProgressListener } from '../harness/model/progress.ts';
import { UserError } from '../harness/model/user-error.ts';
import { type Config, loadConfig } from '../harness/scenario/config.ts';
import { compareLiveSides } from './compare-live.ts';
import { compareSides } from './compare-sides.ts';
import { findScenariosOf } from './find-scenarios-of.ts';
import { nameSide } from './name-sides.ts';
import { openSession } from './open-session.ts';

/** What a program asks to be compared. */
export interface CompareRequest {
  /** A git ref, a folder, `.` for the working tree; or a baseline's name, a record, `latest`. */
  readonly base: string;
  /** The same. Default: the working tree, or the newest run of each scenario where base is stored. */
  readonly head?: string;
  /** Files, folders, globs or names of scenarios; none: those of the configuration. */
  readonly targets?: readonly string[];
  /** A command to measure instead, as an argument vector. */
  readonly command?: readonly string[];
  /** Only scenarios whose name or tag holds the text or `/pattern/`. */
  readonly filter?: string;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /** Limit for each scenario and stage, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** Hosts other than this machine that may be put under load. */
  readonly allowRemote?: readonly string[];
  /** Folder to start from. Default: the working folder of the process. */
  readonly cwd?: string;
  /** From 0 to 2³² − 1; repeats the coins and the V8 seeds of an earlier comparison. */
  readonly seed?: number;
  /** Aborts it; what was measured is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * Compares two sides as `perf-harness compare` does and gives what its JSON reporter prints.
 * @throws UserError where a side is missing or damaged, and for mistakes in a scenario.
 */
export async function compare(request: CompareRequest): Promise<ComparisonReport> {
  const created = createHost();
  const host = { ...created, cwd: request.cwd ?? created.cwd };
  try {
    const config = await loadConfig(host, host.cwd);
    const signal = request.signal ?? new AbortController().signal;
    return await compareNamed(host, config, request, signal);
  } finally {
    await host.processes.stopAll();
  }
}

async function compareNamed(
  host: Host,
  config: Config,
  request: CompareRequest,
  signal: AbortSignal,
): Promise<ComparisonReport> {
  const { base: baseName, head: headName } = request;
  const base = await nameSide(host, config, baseName, signal);
  // A name that is no side may be a record that is misspelt: the stored comparison says so.
  if (base === null || base.type === 'stored') {
    return compareSides(host, config.stateFolder, base?.label ?? baseName, headName);
  }
  const head = headName === undefined ? TREE : await nameSide(host, config, headName, signal);
  if (head === null || head.type === 'stored') throw notLive(headName ?? '');
  const onProgress = request.onProgress ?? (() => undefined);
  const session = openSession(host, { signal, onProgress });
  try {
    const wanted = {
      targets: request.targets ?? [],
      command: request.command ?? null,
      filter: request.filter ?? null,
      quick: false,
      allowRemote: request.allowRemote ?? [],
    };
    const sides = { type: 'code', base, head } as const;
    const scenarios = await findScenariosOf(host, config, sides, wanted, signal);
    return await compareLiveSides(host, config, scenarios, session, {
      sides,
      seed: request.seed,
      margin: request.margin ?? null,
      ...(request.maxTimeMs !== undefined && { maxTimeMs: request.maxTimeMs }),
      reproduce: null,
      signal,
      onProgress,
    });
  } finally {
    session.close();
  }
}

const TREE = { type: 'tree' } as const;

function notLive(name: string): UserError {
  return new UserError({
    code: 'side-not-found',
    message: `"${name}" is no git ref and no folder, so it cannot be measured against the base.`,
    remedy: 'Name a git ref or a folder, or compare two records or baselines.',
  });
}
