import { UserError } from './user-error.ts';

/** What was measured could not be kept. It is not lost: whoever catches this can still tell it. */
export class NotSavedError<T> extends UserError {
  readonly report: T;

  constructor(report: T, { code, message, remedy, exitCode, cause }: UserError) {
    super({ code, message, ...(remedy !== undefined && { remedy }), exitCode, cause });
    this.report = report;
  }
}

/** @throws NotSavedError where it cannot be saved, as on a disk that is full. */
export function keepReport<T>(report: T, save: () => void): T {
  try {
    save();
  } catch (error) {
    throw error instanceof UserError ? new NotSavedError(report, error) : error;
  }
  return report;
}
