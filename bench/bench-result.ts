/** What every bench prints on stdout as one JSON document, for `bench/run.ts` to publish. */
export interface BenchResult {
  readonly title: string;
  /** How it was measured, a paragraph: what beside what, how often, in which order. */
  readonly method: string;
  readonly rows: readonly BenchRow[];
  /** What stands above the two figures of a row, where it is not perf-harness and a peer. */
  readonly columns?: { readonly ours: string; readonly peer: string };
  /** What it took over all its runs, where it goes on from run to run. */
  readonly seconds?: number;
  /** What stands behind the claims, in tables of their own. */
  readonly tables?: readonly BenchTable[];
}

/** Figures without a claim. */
export interface BenchTable {
  readonly title: string;
  /** How to read it, a paragraph; empty where nothing needs to be said. */
  readonly note: string;
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
}

/** One claim. */
export interface BenchRow {
  /** What was measured. */
  readonly name: string;
  /** What perf-harness says or takes, with its unit, for people: `1.24 ms`. */
  readonly ours: string;
  /** The same of the peer; empty where the claim is absolute. */
  readonly peer: string;
  /** Ours divided by the peer's; null where the claim is absolute. */
  readonly ratio: number | null;
  /** Interval of the ratio over the rounds; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** What is promised: `within 10 % or 1 ns`. */
  readonly limit: string;
  readonly holds: boolean;
}

/** The parts of an absolute claim that name no peer. */
export const WITHOUT_PEER = { peer: '', ratio: null, low: null, high: null } as const;

/** A bench's result, with where and when it was found. */
export interface Published {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly result: BenchResult;
}

/** Prints the result for `bench/run.ts` and sets the exit code: 1 where a claim does not hold. */
export function printBenchResult(result: BenchResult): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (!result.rows.every(({ holds }) => holds)) process.exitCode = 1;
}
