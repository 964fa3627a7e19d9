import { NotSavedError } from '../harness/model/not-saved-error.ts';

/** Tells a report that could not be saved before the error says why, so that it is not lost. */
export async function tellUnsaved<T>(
  measured: Promise<T>,
  tell: (report: NonNullable<T>) => void,
): Promise<T> {
  try {
    return await measured;
  } catch (error) {
    if (error instanceof NotSavedError) tell(error.report);
    throw error;
  }
}
