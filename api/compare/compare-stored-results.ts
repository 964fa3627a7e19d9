import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { compareStoredRuns, type StoredSide } from '../../harness/compare-stored-runs.ts';
import { createRecordStore } from '../../harness/history/run-record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { StoredCompareOptions } from './compare-request.ts';

/** The comparison of two stored sides of a project. */
export function compareStoredResults(
  host: Host,
  { config: { stateFolder }, base, head, margin }: StoredCompareOptions,
): ComparisonReport {
  const sides = [readSide(host, stateFolder, base), readSide(host, stateFolder, head)] as const;
  return compareStoredRuns(...sides, { margin });
}

/** Reads the side with a label: the baseline of that name if there is one, else a record. */
function readSide(host: Host, stateFolder: string, label: string): StoredSide {
  const baselines = createBaselineStore(host, stateFolder);
  if (baselines.has(label)) {
    return { label, source: 'baseline', runs: baselines.load(label).runs };
  }
  try {
    return { label, source: 'record', runs: createRecordStore(host, stateFolder).loadRuns(label) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'record-not-found') throw error;
    throw sideNotFound(
      label,
      baselines.list().map(({ name }) => name),
    );
  }
}

function sideNotFound(label: string, names: readonly string[]): UserError {
  const known =
    names.length === 0 ? 'no baselines are saved yet' : `baselines: ${names.join(', ')}`;
  return new UserError({
    code: 'side-not-found',
    message: `There is no baseline or record "${label}" (${known}).${didYouMean(label, names)}`,
    remedy:
      'List records with `perf-harness report --list`; save a baseline with `perf-harness baseline save`.',
    exitCode: EXIT.baseline,
  });
}
