import { createBaselineStore } from '../harness/baseline/baseline-store.ts';
import { compareStored, type StoredSide } from '../harness/compare-stored.ts';
import { createRecordStore } from '../harness/history/record-store.ts';
import { createHost, type Host } from '../harness/host.ts';
import type { ComparisonReport } from '../harness/model/document.ts';
import { loadConfig } from '../harness/scenario/config.ts';

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
  const { stateFolder } = await loadConfig(host, request.cwd ?? host.cwd);
  return compareSides(host, stateFolder, request.base, request.head);
}

/** The comparison of two stored sides of a project. */
export function compareSides(
  host: Host,
  stateFolder: string,
  base: string,
  head = 'latest',
): ComparisonReport {
  return compareStored(readSide(host, stateFolder, base), readSide(host, stateFolder, head));
}

/** A side by what it is called: a baseline's name first, else a record. */
function readSide(host: Host, stateFolder: string, label: string): StoredSide {
  const baselines = createBaselineStore(host, stateFolder);
  if (baselines.has(label)) {
    return { label, source: 'baseline', runs: baselines.load(label).runs };
  }
  return { label, source: 'record', runs: createRecordStore(host, stateFolder).loadRuns(label) };
}
