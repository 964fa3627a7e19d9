import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDraws } from '../../../support/random-draws.ts';
import { LOG_START, readLogObservations } from '../../../support/read-log-observations.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const logs = (name: string): string => readFileSync(join(FIXTURES, 'logs', name), 'utf8');
const points = gunzipSync(readFileSync(join(FIXTURES, 'import/k6/2.2.0/points.json.gz')));
const nanos = `${LOG_START}000000`;

const TEXTS: Readonly<Record<string, string>> = {
  'PostgreSQL on stderr': logs('postgres-15.txt'),
  csvlog: logs('postgres-15.csv'),
  jsonlog: logs('postgres-15.json'),
  'the slow log of MySQL': `# Time: 2026-11-24T12:00:05.1Z
# User@Host: shop[shop] @ web-1 [10.0.0.4]  Id:    12
# Query_time: 2.5  Lock_time: 0.7 Rows_sent: 1  Rows_examined: 9
SET timestamp=1795521603;
SELECT * FROM orders WHERE note = "x";
`.repeat(20),
  k6: points.subarray(0, 8_000).toString('utf8'),
  Prometheus:
    `# TYPE a histogram\na_bucket{le="1",b="c\\n"} 5 ${LOG_START}\na_bucket{le="+Inf"} 5 ${LOG_START}\n`.repeat(
      30,
    ),
  'an answer of Prometheus': JSON.stringify({
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: { le: '1' }, values: [[1, '2']] }] },
  }),
  OTLP: JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          { spans: [{ kind: 2, name: 'a', startTimeUnixNano: nanos, endTimeUnixNano: nanos }] },
        ],
      },
    ],
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [{ name: 'a', gauge: { dataPoints: [{ timeUnixNano: nanos, asInt: '1' }] } }],
          },
        ],
      },
    ],
  }),
};
const DAMAGES = 24;

test.each(Object.entries(TEXTS))('never stops reading %s, damaged anywhere', async (_, text) => {
  const { uniform } = createDraws(7);
  const whole = Buffer.from(text);
  for (let number = 0; number < DAMAGES; number += 1) {
    const bytes = Buffer.from(whole);
    for (let change = 0; change < 1 + 4 * number; change += 1)
      bytes[Math.floor(uniform() * bytes.length)] = Math.floor(uniform() * 256);
    const cut = number % 3 === 0 ? Math.floor(uniform() * bytes.length) : bytes.length;
    const { source } = await readLogObservations(bytes.subarray(0, cut));
    expect(source.trouble).toBeNull();
    expect(source.unread).toBeLessThanOrEqual(source.lines);
  }
});
