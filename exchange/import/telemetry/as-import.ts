import { BadProfile } from '../../../profilers/bad-profile.ts';
import { ImportProblem } from '../importer.ts';

/** Reads by what profiles are read by too. @throws ImportProblem in place of what that throws. */
export function asImport<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    const isCut = /JSON|cut short/.test(error.message);
    throw new ImportProblem(isCut ? 'its end is missing' : error.message, { cause: error });
  }
}
