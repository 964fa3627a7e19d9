import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
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

/** Imports files and returns the parts of their records that tests compare. */
export async function importSummaries(...paths: readonly string[]) {
  return (await importRecords(paths)).map(summarizeRecord);
}

/** Writes a file to import into a new folder. @returns its absolute path */
export function writeImportFile(name: string, text: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), 'perf-harness-import-')), name);
  writeFileSync(path, text);
  return path;
}

/** Returns the message of the error with which a file is rejected. */
export async function importError(
  name: string,
  text: string,
  format: ImportRequest['format'] = null,
): Promise<string> {
  return importRecords([writeImportFile(name, text)], { format }).then(
    () => 'it was taken',
    (error: Error) => error.message,
  );
}
