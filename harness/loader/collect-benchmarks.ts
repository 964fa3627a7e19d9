/** Benchmarks that stand-ins of other tools collect while a file of theirs is loaded. */

/** A benchmark, with the parts of a function scenario. */
export interface CapturedBenchmark {
  /** After the names of its groups: `parse > short`. */
  readonly name: string;
  readonly run: () => unknown;
  /** Prepares `run`, once in each process; null: there is nothing to prepare. */
  readonly setup: (() => unknown) | null;
}

export type Callback = (...given: readonly unknown[]) => unknown;

let collected: CapturedBenchmark[] = [];
let groups: string[] = [];

/** Adds a benchmark, named after its groups. Returns a function that takes it out again. */
export function addBenchmark(
  name: string,
  run: Callback,
  setup: CapturedBenchmark['setup'] = null,
): () => void {
  const benchmark = { name: [...groups, name].join(' > '), run: () => run(), setup };
  collected.push(benchmark);
  return () => {
    collected = collected.filter((other) => other !== benchmark);
  };
}

/** Runs the body of a group, whose benchmarks bear its name. */
export function inGroup(name: string | null, body: Callback | undefined): void {
  if (name !== null) groups.push(name);
  body?.();
  if (name !== null) groups.pop();
}

/**
 * Returns the benchmarks that `load` adds; equal names get a number. An error after the first of
 * them, as where the file reads results that nobody measured, is no error.
 */
export async function collectBenchmarks(
  load: () => Promise<unknown>,
): Promise<readonly CapturedBenchmark[]> {
  collected = [];
  groups = [];
  try {
    await load();
  } catch (error) {
    if (collected.length === 0) throw error;
  }
  const counts = new Map<string, number>();
  return collected.map((benchmark): CapturedBenchmark => {
    const count = (counts.get(benchmark.name) ?? 0) + 1;
    counts.set(benchmark.name, count);
    return count === 1 ? benchmark : { ...benchmark, name: `${benchmark.name} (${count})` };
  });
}
