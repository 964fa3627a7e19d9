import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Entries of a gzipped file with a line of JSON for each. */
export function readGzippedJsonl<Entry>(file: string): readonly Entry[] {
  return gunzipSync(readFileSync(file))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}
