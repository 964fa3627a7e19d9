import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { importFixture } from '../../../support/imported.ts';

/** What a fixture says, as it stands in the file: what tests hold an importer against. */
// biome-ignore lint/suspicious/noExplicitAny: of every shape there is.
export function fixtureJson(path: string): any {
  const bytes = readFileSync(importFixture(path));
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}
