import { readers } from 'perf-harness/plugin';
import { ImportProblem } from './importer.ts';

/** @throws ImportProblem instead of the errors from readers of field data, profiles and logs. */
export function withImportErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw toImportProblem(error);
  }
}

/** An error of a reader as an ImportProblem; any other error as it is. */
export function toImportProblem(error: unknown): unknown {
  if (error instanceof readers.FieldProblem)
    return new ImportProblem(error.message, { cause: error });
  if (!(error instanceof readers.BadProfile)) return error;
  const isCut = /JSON|truncated/.test(error.message);
  return new ImportProblem(isCut ? 'the file is truncated' : error.message, { cause: error });
}
