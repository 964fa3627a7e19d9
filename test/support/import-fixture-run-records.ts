import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHost } from '../../harness/host.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import { type ImportRequest, importFiles } from '../../plugins/exchange/import/import-files.ts';

/** Returns the absolute path of a fixture that an external program has written. */
export function importFixturePath(path: string): string {
  return fileURLToPath(new URL(`../fixtures/import/${path}`, import.meta.url));
}

/**
 * Imports the records of fixtures, or of files given by absolute paths; formats are detected from
 * the content unless the request names one.
 */
export function importRecords(
  paths: readonly string[],
  request: Partial<Omit<ImportRequest, 'paths'>> = {},
): Promise<readonly RunRecord[]> {
  const plain = { format: null, name: null, shards: false, ...request };
  return importFiles(createHost(), {
    paths: paths.map((path) => (isAbsolute(path) ? path : importFixturePath(path))),
    ...plain,
  });
}

/** Returns the parts of a record that tests of importers compare. */
export function summarizeRecord({
  scenario,
  kind,
  params,
  state,
  metrics,
  imported: origin,
  findings,
}: RunRecord) {
  return {
    scenario,
    kind,
    params,
    state,
    trials: Object.fromEntries(Object.entries(metrics).map(([name, { n }]) => [name, n])),
    values: Object.fromEntries(Object.entries(metrics).map(([name, { center }]) => [name, center])),
    origin,
    findings: findings.map(({ id }) => id),
  };
}
