import { NotSavedError } from '../../harness/model/report-not-saved-error.ts';
import { UserError } from '../../harness/model/user-error.ts';

/**
 * Prints a report that could not be saved before rethrowing the error, so that it is not lost. If
 * it cannot be printed either, the error reports both problems.
 */
export async function printUnsavedReport<T>(
  measured: Promise<T>,
  tell: (report: NonNullable<T>) => void,
): Promise<T> {
  try {
    return await measured;
  } catch (error) {
    if (error instanceof NotSavedError) tellBefore(error, () => tell(error.report));
    throw error;
  }
}

/** @throws UserError if reporting fails too. */
function tellBefore(unsaved: UserError, tell: () => void): void {
  try {
    tell();
  } catch (error) {
    throw error instanceof UserError ? both(unsaved, error) : error;
  }
}

function both(unsaved: UserError, untold: UserError): UserError {
  const { code, message, exitCode } = unsaved;
  const remedies = [unsaved.remedy, untold.remedy].filter((remedy) => remedy !== undefined);
  return new UserError({
    code,
    message: `${message}\n${untold.message}`,
    ...(remedies.length > 0 && { remedy: [...new Set(remedies)].join(' ') }),
    exitCode,
    cause: untold,
  });
}
