import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { importFixturePath } from '../../../support/import-records.ts';

/**
 * Returns the JSON of a fixture as it is in the file, for comparison with the result of an
 * importer.
 */
// biome-ignore lint/suspicious/noExplicitAny: of every shape there is.
export function readFixtureJson(path: string): any {
  const bytes = readFileSync(importFixturePath(path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}
