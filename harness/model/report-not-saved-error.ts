import { UserError } from './user-error.ts';

/** Error for a report that could not be saved, which the caller can still show. */
export class NotSavedError<T> extends UserError {
  readonly report: T;

  constructor(report: T, { code, message, remedy, exitCode, cause }: UserError) {
    super({ code, message, ...(remedy !== undefined && { remedy }), exitCode, cause });
    this.report = report;
  }
}

/** Saves a report and returns it. @throws NotSavedError if that fails, as on a full disk. */
export function saveReport<T>(report: T, save: () => void): T {
  try {
    save();
  } catch (error) {
    throw error instanceof UserError ? new NotSavedError(report, error) : error;
  }
  return report;
}
