import { readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { createLoadBlock } from './imported-trial-blocks.ts';
import { ImportProblem, type TextImporter } from './importer.ts';
import { parseJson, toIsoTimestamp } from './parse-imported-values.ts';

const fileSchema = z.looseObject({
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
    } = parseJson(text, fileSchema).aggregate;
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
