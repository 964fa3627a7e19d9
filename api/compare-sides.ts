import { createBaselineStore } from '../harness/baseline/baseline-store.ts';
import { compareStored, type StoredSide } from '../harness/compare-stored.ts';
import { createRecordStore } from '../harness/history/record-store.ts';
import type { Host } from '../harness/host.ts';
import type { ComparisonReport } from '../harness/model/document.ts';

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
