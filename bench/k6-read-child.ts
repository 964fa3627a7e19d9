/** Reads the points in a file as the k6 executor does, and prints the cost. */
import { readResults } from '../harness/executors/k6/read-k6-json-output-results.ts';
import { createHost } from '../harness/host.ts';

/** Cost of reading the results. */
export interface ReadAnswer {
  readonly points: number;
  readonly seconds: number;
  /** Largest resident memory of the process, bytes. */
  readonly peakBytes: number;
}

const started = performance.now();
const { points } = await readResults(createHost().files.readLines(process.argv[2] ?? ''));
const seconds = (performance.now() - started) / 1_000;
const peakBytes = process.resourceUsage().maxRSS * 1_024;
console.log(JSON.stringify({ points, seconds, peakBytes } satisfies ReadAnswer));
