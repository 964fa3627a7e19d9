import { type imports, readers } from 'perf-harness/plugin';
import { withImportErrors } from '../convert-errors-to-import-problem.ts';
import { EMPTY_RUN_FIELDS } from '../importer.ts';

/** Converts a published page to a run named by page, device. @throws ImportProblem if invalid. */
export function toPublishedRun(
  published: readers.PublishedPage,
  file: string,
): imports.ImportedRun {
  const field = withImportErrors(() => readers.readPublishedFieldData(published, file));
  const { page, findings } = published;
  return {
    ...EMPTY_RUN_FIELDS,
    scenario: field.device === undefined ? page : `${page} (${field.device})`,
    kind: 'page',
    trials: [],
    field,
    findings,
  };
}
