import { type imports, readers } from 'perf-harness/plugin';
import { asImport } from '../import-problem.ts';
import { PLAIN_RUN } from '../importer.ts';

/** A page of a publisher as a run, named with its device. @throws ImportProblem where a value can be none. */
export function publishedRun(published: readers.PublishedPage, file: string): imports.ImportedRun {
  const field = asImport(() => readers.publishedField(published, file));
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
