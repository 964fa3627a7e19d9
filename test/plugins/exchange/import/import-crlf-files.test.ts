/** Files that were written, or checked out, on Windows. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  importFixturePath,
  importRecords,
  summarizeRecord,
  writeImportFile,
} from '../../../support/import-fixture-run-records.ts';

/** The file under its own name, with each line ended by CRLF. */
function withCrlf(path: string): string {
  const bytes = readFileSync(importFixturePath(path));
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  return writeImportFile(basename(path, '.gz'), text.replaceAll('\n', '\r\n'));
}

/** Returns the values to compare: all but the name of the file. */
async function runsOf(path: string) {
  return (await importRecords([path])).map((record) => {
    const { origin, ...rest } = summarizeRecord(record);
    return { ...rest, origin: { ...origin, files: undefined } };
  });
}

test.each([
  'go/1.26.8/count.txt',
  'k6/2.2.0/points.json.gz',
  'web-vitals/6.2.3/beacons.jsonl',
  'hyperfine/1.15.0/sleep.json',
])('reads the same runs from %s when its lines end in CRLF', async (path) => {
  const runs = await runsOf(withCrlf(path));
  expect(runs.length).toBeGreaterThan(0);
  expect(runs).toEqual(await runsOf(path));
});
