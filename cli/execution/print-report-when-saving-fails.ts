import { NotSavedError, UserError } from '../../harness/model/user-error.ts';

/**
 * Prints a report that could not be saved before rethrowing the error, so that it is not lost. If
 * it cannot be printed either, the error reports both problems.
 */
export async function printUnsavedReport<T>(
  measured: Promise<T>,
  print: (report: NonNullable<T>) => void,
): Promise<T> {
  try {
    return await measured;
  } catch (error) {
    if (error instanceof NotSavedError) printOrMergeErrors(error, () => print(error.report));
    throw error;
  }
}

/** @throws UserError if reporting fails too. */
function printOrMergeErrors(unsaved: UserError, print: () => void): void {
  try {
    print();
  } catch (error) {
    throw error instanceof UserError ? mergeErrors(unsaved, error) : error;
  }
}

function mergeErrors(unsaved: UserError, unprinted: UserError): UserError {
  const { code, message, exitCode } = unsaved;
  const remedies = [unsaved.remedy, unprinted.remedy].filter((remedy) => remedy !== undefined);
  return new UserError({
    code,
    message: `${message}\n${unprinted.message}`,
    ...(remedies.length > 0 && { remedy: [...new Set(remedies)].join(' ') }),
    exitCode,
    cause: unprinted,
  });
}
