import { type Finding, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { createLoadBlock } from './imported-trial-blocks.ts';
import { ImportProblem, type TextImporter } from './importer.ts';
import {
  parseJson,
  timestampSchema,
  toBenchmarkName,
  toIsoTimestamp,
} from './parse-imported-values.ts';

const artillerySchema = z.looseObject({
  aggregate: z.looseObject({
    counters: z.record(z.string(), z.number()),
    summaries: z.record(z.string(), z.record(z.string(), z.number().nullable())).default({}),
    firstMetricAt: z.number().nullish(),
    lastMetricAt: z.number().nullish(),
  }),
});

/** Output of `artillery run --output`. A run is one trial. */
export const artilleryImporter: TextImporter = {
  type: 'text',
  format: 'artillery',
  tool: 'artillery',
  recognises: (head) =>
    readers.readFirstKeys(head).keys.includes('aggregate') &&
    /"(?:vusers|http)\.[a-z_]+/.test(head),
  read: (text) => {
    const {
      counters,
      summaries,
      firstMetricAt: first,
      lastMetricAt: last,
    } = parseJson(text, artillerySchema).aggregate;
    const requests = counters['http.requests'] ?? 0;
    if (requests === 0) throw new ImportProblem('the file contains no HTTP requests');
    const times = summaries['http.response_time'] ?? {};
    const at = (name: string): number | undefined => times[name] ?? undefined;
    const block = createLoadBlock(
      {
        answers: counters['http.responses'] ?? 0,
        requests,
        failed: failures(counters),
        seconds: first == null || last == null ? 0 : (last - first) / 1_000,
      },
      {
        p50: at('p50') ?? at('median'),
        p90: at('p90'),
        p95: at('p95'),
        p99: at('p99'),
        p99_9: at('p999'),
        max: at('max'),
      },
      'missing from the report',
    );
    return [
      {
        scenario: 'artillery',
        kind: 'http',
        trials: [{ state: 'completed', startedAt: toIsoTimestamp(first), blocks: [block] }],
        findings: [
          {
            id: 'import-summary',
            level: 'info',
            message:
              'An Artillery report contains no raw values, and its percentiles are rounded to a tenth of a millisecond or coarser.',
          },
        ],
      },
    ];
  },
};

/** Counts responses with a status outside 200 to 399, and requests without a response. */
function failures(counters: Readonly<Record<string, number>>): number {
  return Object.entries(counters)
    .filter(([name]) => /^errors\.|^http\.codes\.(?:1|4|5)\d\d$/.test(name))
    .reduce((sum, [, count]) => sum + count, 0);
}

const autocannonSchema = z.looseObject({
  title: z.string().optional(),
  url: z.string(),
  connections: z.number(),
  pipelining: z.number().default(1),
  duration: z.number(),
  start: timestampSchema.optional(),
  errors: z.number(),
  '1xx': z.number(),
  '4xx': z.number(),
  '5xx': z.number(),
  latency: z.looseObject({
    p50: z.number(),
    p90: z.number(),
    p99: z.number(),
    p99_9: z.number().optional(),
    max: z.number(),
  }),
  requests: z.looseObject({ total: z.number() }),
});

const COARSE: Finding = {
  id: 'import-coarse',
  level: 'info',
  message: 'autocannon records times in whole milliseconds, and no 95th percentile.',
  remedy: 'Measure the server with a scenario of kind http, which records times in microseconds.',
};

/** Output of `autocannon --json`. A run is one trial. */
export const autocannonImporter: TextImporter = {
  type: 'text',
  format: 'autocannon',
  tool: 'autocannon',
  recognises: (head) =>
    /^\s*\{/.test(head) && /"connections"\s*:/.test(head) && /"p97_5"\s*:/.test(head),
  read: (text) => {
    const file = parseJson(text, autocannonSchema);
    const { latency, requests, connections, pipelining, errors, duration } = file;
    const failed = errors + file['1xx'] + file['4xx'] + file['5xx'];
    const block = createLoadBlock(
      { answers: requests.total, requests: requests.total + errors, failed, seconds: duration },
      { ...latency, p99_9: latency.p99_9 },
      'not recorded by autocannon',
    );
    return [
      {
        scenario: file.title ?? toBenchmarkName(file.url),
        kind: 'http',
        settings: { connections, pipelining },
        trials: [{ state: 'completed', startedAt: file.start ?? null, blocks: [block] }],
        findings: [COARSE],
      },
    ];
  },
};
