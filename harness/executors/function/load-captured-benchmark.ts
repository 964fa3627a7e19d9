import { captureBenchmarks } from '../../loader/captured-benchmark-suites.ts';
import type { LoadedFunction } from './set-up-user-function-and-wrap-errors.ts';

/** Finds a benchmark of mitata or benchmark.js again in its file. */
export async function loadCapturedBenchmark(file: string, name: string): Promise<LoadedFunction> {
  const benchmarks = await captureBenchmarks(file);
  const found = benchmarks.find((benchmark) => benchmark.name === name);
  if (found === undefined) throw new Error(`${file} no longer has a benchmark named "${name}"`);
  return { run: found.run, setup: found.setup ?? undefined };
}
