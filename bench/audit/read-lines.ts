import { readFileSync } from 'node:fs';

/** The entries of a file with a line of JSON for each. */
export function readLines<Entry>(file: string): readonly Entry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}
