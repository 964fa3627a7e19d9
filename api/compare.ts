import { createHost } from '../harness/host.ts';
import type { ComparisonReport } from '../harness/model/document.ts';
import { loadConfig } from '../harness/scenario/config.ts';
import { compareSides } from './compare-sides.ts';

/** Two stored sides: a baseline's name, a record's identifier or file, or `latest`. */
export interface CompareRequest {
  readonly base: string;
  /** Default: the newest run of each scenario. */
  readonly head?: string;
  /** Folder to start from. Default: the working folder of the process. */
  readonly cwd?: string;
}

/**
 * Compares stored runs as `perf-harness compare` does; nothing is measured.
 * @throws UserError where a side is missing or damaged.
 */
export async function compare(request: CompareRequest): Promise<ComparisonReport> {
  const host = createHost();
  try {
    const { stateFolder } = await loadConfig(host, request.cwd ?? host.cwd);
    return compareSides(host, stateFolder, request.base, request.head);
  } finally {
    await host.processes.stopAll();
  }
}
