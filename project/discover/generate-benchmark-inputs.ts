/** Arguments for one call of a function. */
export interface BenchmarkInput {
  readonly name: string;
  readonly arguments: readonly unknown[];
}

/** Sizes that lists and texts are brought to: a function that is worse than linear shows it. */
const SIZES = [10, 100, 1_000] as const;

/**
 * Generates inputs for a benchmark: the sample itself, its contents at several sizes, and the
 * largest in reverse order, which is the worst case of many sorting and searching algorithms.
 * Nothing is random: the same sample gives the same inputs.
 * @param sample - Arguments of a real call, as JSON; empty if the function takes none.
 */
export function generateBenchmarkInputs(sample: readonly unknown[]): readonly BenchmarkInput[] {
  const inputs: BenchmarkInput[] = [{ name: 'sample', arguments: sample }];
  if (!sample.some(isSizable)) return inputs;
  for (const size of SIZES) {
    inputs.push({
      name: `size ${size}`,
      arguments: sample.map((argument) => resize(argument, size)),
    });
  }
  const largest = inputs.at(-1)?.arguments ?? sample;
  inputs.push({ name: 'worst case', arguments: largest.map(reverse) });
  return inputs;
}

function isSizable(value: unknown): value is string | readonly unknown[] {
  return (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
}

function resize(value: unknown, size: number): unknown {
  if (!isSizable(value)) return value;
  if (typeof value === 'string') {
    return value.repeat(Math.ceil(size / value.length)).slice(0, size);
  }
  return Array.from({ length: size }, (_, at) => value[at % value.length]);
}

function reverse(value: unknown): unknown {
  if (!isSizable(value)) return value;
  return typeof value === 'string' ? [...value].reverse().join('') : [...value].sort().reverse();
}
