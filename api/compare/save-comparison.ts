import type { ComparisonStore } from '../../harness/history/comparison-store.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { NotSavedError } from '../../harness/model/not-saved-error.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** A comparison that is saved again and again while it is measured. */
interface KeptComparison {
  readonly save: (report: ComparisonReport) => void;
  /** What there is to tell of it while it is not at its end. */
  readonly soFar: (report: ComparisonReport) => ComparisonReport;
  /**
   * What there is to tell of it in the end.
   * @throws NotSavedError where not all of it could be saved, as on a disk that is full.
   */
  readonly end: (report: ComparisonReport) => ComparisonReport;
}

/**
 * Trouble with saving ends no measurement: the verdict is worth more than its record, and is told all the same.
 * @param id - null: it is not to be saved. @param findings - Told and saved with it.
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
  // Nothing that could be judged again lies under the identifier of what was not saved.
  const soFar = (report: ComparisonReport): ComparisonReport =>
    isSaved && unsaved === null ? told(report) : { ...told(report), id: null };
  return {
    save: (report) => {
      const isEmpty = report.runs.every(({ trials }) => trials.every(({ warmup }) => warmup));
      // What was interrupted before its first pair must not become the latest.
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
