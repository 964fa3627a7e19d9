import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { importFixturePath } from '../../../support/import-fixture-run-records.ts';

/** Returns a fixture's JSON as in the file, to compare with an importer's result. */
// biome-ignore lint/suspicious/noExplicitAny: of every shape there is.
export function readFixtureJson(path: string): any {
  const bytes = readFileSync(importFixturePath(path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}
