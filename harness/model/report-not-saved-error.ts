import { UserError } from './user-error.ts';

/** Error for a result that could not be saved but is not lost: the caller can report it. */
export class NotSavedError<T> extends UserError {
  readonly report: T;

  constructor(report: T, { code, message, remedy, exitCode, cause }: UserError) {
    super({ code, message, ...(remedy !== undefined && { remedy }), exitCode, cause });
    this.report = report;
  }
}

/** @throws NotSavedError if it cannot be saved, for example because the disk is full. */
export function saveReport<T>(report: T, save: () => void): T {
  try {
    save();
  } catch (error) {
    throw error instanceof UserError ? new NotSavedError(report, error) : error;
  }
  return report;
}
