import { imports } from 'perf-harness/plugin';

interface LoadCounts {
  /** Responses, with any status. */
  readonly answers: number;
  /** Responses, and requests without a response. */
  readonly requests: number;
  /** Errors, and responses outside 200 to 399. */
  readonly failed: number;
  readonly seconds: number;
}

export function readLatencies(times: imports.Series): Partial<imports.Latencies> {
  const stats = {
    p50: 'med',
    p90: 'p(90)',
    p95: 'p(95)',
    p99: 'p(99)',
    p99_9: 'p(99.9)',
    max: 'max',
  };
  return Object.fromEntries(
    Object.entries(stats).flatMap(([name, stat]) => {
      const value = times.stat(stat, 0);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/**
 * Creates the block of a load run from the totals of a tool.
 * @param latencies - Milliseconds; absent if the tool does not record them.
 * @param reason - Reason for an absent percentile.
 * @param advice - Advice appended to a percentile that needs more responses.
 */
export function createLoadBlock(
  { answers, requests, failed, seconds }: LoadCounts,
  latencies: { readonly [name in keyof imports.Latencies]?: number | undefined },
  reason: string,
  advice?: string,
): imports.Block {
  const kept = {
    p50: 0,
    p90: 0,
    p95: 0,
    p99: 0,
    p99_9: 0,
    max: 0,
    ...latencies,
  } as imports.Latencies;
  const all = imports.latencyMetrics(kept, answers, advice);
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = { ...all.unavailable };
  for (const [name, value] of Object.entries(all.measurements)) {
    const isKept = latencies[name.replace('latency.', '') as keyof imports.Latencies] !== undefined;
    if (isKept) measurements[name] = value;
    else unavailable[name] = reason;
  }
  if (requests > 0) measurements.error_rate = failed / requests;
  else unavailable.error_rate = 'there were no requests';
  if (seconds > 0) measurements.throughput = answers / seconds;
  else unavailable.throughput = 'the file does not record the duration';
  return {
    operations: answers,
    durationMs: seconds * 1_000,
    measurements,
    unavailable,
    notes: { requests, failed_requests: failed },
  };
}

/** Maximum number of blocks stored per trial; more are combined into one. */
const MOST_BLOCKS = 500;

/** The blocks of a trial; of very many only their median, so that a record stays small. */
export function limitTrialBlocks(blocks: readonly imports.Block[]): readonly imports.Block[] {
  if (blocks.length <= MOST_BLOCKS) return blocks;
  const names = new Set(blocks.flatMap(({ measurements }) => Object.keys(measurements)));
  const medians = [...names].map(
    (name) =>
      [
        name,
        imports.median(blocks.flatMap(({ measurements }) => measurements[name] ?? [])),
      ] as const,
  );
  return [
    {
      operations: blocks.reduce((sum, { operations }) => sum + operations, 0),
      durationMs: blocks.reduce((sum, { durationMs }) => sum + durationMs, 0),
      measurements: Object.fromEntries(medians),
      notes: { measurements: blocks.length },
    },
  ];
}
