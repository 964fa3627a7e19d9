/** Prints the median time of a call of a warmed-up workload, in milliseconds. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from '../../harness/stats/descriptive-statistics.ts';

const WARM = 500;
const CALLS = 700;

const { work } = await import(pathToFileURL(join(process.argv[2] ?? '', 'src/work.js')).href);
const times: number[] = [];
for (let index = 0; index < WARM + CALLS; index += 1) {
  const started = performance.now();
  work();
  if (index >= WARM) times.push(performance.now() - started);
}
process.stdout.write(`${median(times)}\n`);
