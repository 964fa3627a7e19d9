/** Result that every bench prints to stdout as one JSON document, for `bench/run.ts` to publish. */
export interface BenchResult {
  readonly title: string;
  /** Method of the measurement, a paragraph: what was compared, how often, and in which order. */
  readonly method: string;
  readonly rows: readonly BenchRow[];
  /** Headings of the two figures in each row, if not perf-harness and a peer. */
  readonly columns?: { readonly ours: string; readonly peer: string };
  /** Duration of all runs together, if the bench is resumed from run to run. */
  readonly seconds?: number;
  /** Tables with the details behind the claims. */
  readonly tables?: readonly BenchTable[];
}

/** Figures without a claim. */
export interface BenchTable {
  readonly title: string;
  /** Explanation of the table, a paragraph; empty if it needs none. */
  readonly note: string;
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
}

/** One claim. */
export interface BenchRow {
  /** Subject of the measurement. */
  readonly name: string;
  /** Figure of perf-harness, formatted with its unit: `1.24 ms`. */
  readonly ours: string;
  /** Figure of the peer; empty if the claim is absolute. */
  readonly peer: string;
  /** Figure of perf-harness divided by the peer's; null if the claim is absolute. */
  readonly ratio: number | null;
  /** Interval of the ratio over the rounds; null if there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Claimed limit: `within 10 % or 1 ns`. */
  readonly limit: string;
  readonly holds: boolean;
}

/** The parts of an absolute claim that name no peer. */
export const NO_PEER = { peer: '', ratio: null, low: null, high: null } as const;

/** Result of a bench, with the date and machine of its run. */
export interface PublishedBench {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly result: BenchResult;
}

/** Prints the result for `bench/run.ts` and sets the exit code: 1 if a claim does not hold. */
export function printBenchResult(result: BenchResult): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (!result.rows.every(({ holds }) => holds)) process.exitCode = 1;
}
