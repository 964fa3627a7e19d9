import type { Finding } from 'perf-harness/plugin';
import { z } from 'zod';
import { createLoadBlock } from './imported-trial-blocks.ts';
import type { TextImporter } from './importer.ts';
import { parseJson, timestampSchema, toBenchmarkName } from './parse-imported-values.ts';

const fileSchema = z.looseObject({
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
    const file = parseJson(text, fileSchema);
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
