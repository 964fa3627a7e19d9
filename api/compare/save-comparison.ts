import type { ComparisonStore } from '../../harness/history/comparison-store.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { NotSavedError, UserError } from '../../harness/model/user-error.ts';

/** A comparison that is saved again and again while it is measured. */
interface KeptComparison {
  readonly save: (report: ComparisonReport) => void;
  /** Returns the report of the comparison while it is still in progress. */
  readonly soFar: (report: ComparisonReport) => ComparisonReport;
  /**
   * Returns the final report of the comparison.
   * @throws NotSavedError if not all of it could be saved, for example because the disk is full.
   */
  readonly end: (report: ComparisonReport) => ComparisonReport;
}

/**
 * Saves a comparison repeatedly while it is measured. A failed save does not stop the measurement:
 * the verdict matters more than its record and is reported anyway.
 * @param id - null: do not save. @param findings - Reported and saved with the comparison.
 */
export function saveComparison(
  store: Pick<ComparisonStore, 'save'>,
  id: string | null,
  findings: readonly Finding[],
): KeptComparison {
  let unsaved: UserError | null = null;
  let isSaved = false;
  const told = (report: ComparisonReport): ComparisonReport => ({
    ...report,
    findings: [...findings, ...report.findings],
  });
  // An unsaved comparison has no identifier, since there is nothing stored to judge again.
  const soFar = (report: ComparisonReport): ComparisonReport =>
    isSaved && unsaved === null ? told(report) : { ...told(report), id: null };
  return {
    save: (report) => {
      const isEmpty = report.runs.every(({ trials }) => trials.every(({ warmup }) => warmup));
      // A comparison that was interrupted before its first pair must not become `latest`.
      if (id === null || isEmpty || unsaved !== null) return;
      try {
        store.save(id, told(report));
        isSaved = true;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        unsaved = error;
      }
    },
    soFar,
    end: (report) => {
      if (unsaved !== null) throw new NotSavedError(soFar(report), unsaved);
      return soFar(report);
    },
  };
}
