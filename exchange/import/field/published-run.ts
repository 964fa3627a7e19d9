import { type PublishedPage, publishedField } from '../../../harness/field/published-field.ts';
import { FieldProblem } from '../../../harness/field/read-beacons.ts';
import { type ImportedRun, PLAIN_RUN } from '../imported-run.ts';
import { ImportProblem } from '../importer.ts';

/** A page of a publisher as a run, named with its device. @throws ImportProblem where a value can be none. */
export function publishedRun(published: PublishedPage, file: string): ImportedRun {
  const field = asImport(() => publishedField(published, file));
  const { page, findings } = published;
  return {
    ...PLAIN_RUN,
    scenario: field.device === undefined ? page : `${page} (${field.device})`,
    kind: 'page',
    trials: [],
    field,
    findings,
  };
}

/** @throws ImportProblem in place of what readers of field data throw. */
export function asImport<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    throw new ImportProblem(error.message, { cause: error });
  }
}
