import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runRecordSchema } from '../../../../harness/model/documents/run-record.ts';
import { harImporter } from '../../../../plugins/exchange/import/har-importer.ts';
import { IMPORT_FORMATS, type ImportFormat } from '../../../../plugins/exchange/import/importer.ts';
import { IMPORTERS } from '../../../../plugins/exchange/import/read-imported-runs.ts';
import {
  importFixturePath,
  importRecords,
  writeImportFile,
} from '../../../support/import-fixture-run-records.ts';

/** Formats that are read as far as they go: a cut file loses only what follows the cut. */
const LINES = {
  pino: 'pino/pino-http.ndjson',
  'search-console': 'search-console/Table.csv',
  'postgresql-log': '../profile-files/postgresql-15/slow.log',
  'mysql-slow-log': '../profile-files/mariadb-10.11/slow.log',
} as const satisfies Partial<Record<ImportFormat, string>>;

/** One file of each format. */
const SAMPLES: Readonly<Record<Exclude<ImportFormat, 'rum' | keyof typeof LINES>, string>> = {
  k6: 'k6/2.2.0/points.json.gz',
  autocannon: 'autocannon/9.0.0/result.json',
  artillery: 'artillery/2.0.34/result.json.gz',
  lighthouse: 'lighthouse/13.5.0/report.json.gz',
  har: 'har/playwright-1.65.1/page.har',
  hyperfine: 'hyperfine/1.15.0/sleep.json',
  vitest: 'vitest/5.1.0/result.json',
  criterion: 'criterion/0.5.1/plain sum/new/sample.json',
  'google-benchmark': 'google-benchmark/1.7.1/repetitions.json.gz',
  'pytest-benchmark': 'pytest-benchmark/5.3.1/result.json.gz',
  jmh: 'jmh/1.37/result.json.gz',
  benchmarkdotnet: 'benchmarkdotnet/0.15.1/full.json.gz',
  go: 'go/1.26.8/count.txt',
  crux: 'crux/record.json',
  prometheus: 'prometheus/range-buckets.json',
  otlp: '../profile-files/opentelemetry-2.12/traces.jsonl',
};
const samples = Object.entries(SAMPLES) as [ImportFormat, string][];
const all = [...samples, ...(Object.entries(LINES) as [ImportFormat, string][])];

function textOf(path: string): string {
  const bytes = readFileSync(importFixturePath(path));
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** Returns the error message for a file with these bytes. */
async function problemOf(
  bytes: string | Uint8Array,
  format: ImportFormat | null = null,
): Promise<string> {
  const path = writeImportFile('file', bytes);
  const error = await importRecords([path], { format }).then(
    () => new Error('it was taken'),
    (problem: unknown) => problem as Error & { exitCode?: number },
  );
  expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
  expect(error.message).not.toContain('\n');
  return error.message.replace(path, 'FILE');
}

test('has a fixture file for every importer', () => {
  const known = new Set(IMPORTERS.map(({ format }) => format));
  expect([...known].toSorted()).toEqual([...IMPORT_FORMATS].toSorted());
});

test.each([
  ...all,
  ['crux', 'crux/history.json'],
  ['crux', 'crux/device_summary.csv'],
  ['crux', 'crux/device_summary.jsonl'],
  ['pino', 'pino/fastify-5.12.ndjson'],
  ['prometheus', 'prometheus/prom-client-1.prom.gz'],
  ['prometheus', 'prometheus/range-counter.json'],
  ['search-console', 'search-console/Chart.csv'],
  ['postgresql-log', '../profile-files/postgresql-15/slow.csv'],
  ['postgresql-log', '../profile-files/postgresql-15/slow.json'],
])('recognises a file of %s, %s, by no other importer before its own', (format, path) => {
  const head = textOf(path).slice(0, 16_384);
  expect(IMPORTERS.find(({ recognises }) => recognises(head))?.format).toBe(format);
});

/** The same value with the keys of every object in the order of the alphabet. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(
    keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  );
}

test.each(samples.filter(([, path]) => /\.(?:json|har)(?:\.gz)?$/.test(path)))(
  'recognises a file of %s, %s, whatever the order of its keys',
  (format, path) => {
    const [first = ''] = format === 'k6' ? textOf(path).split('\n', 1) : [textOf(path)];
    const head = JSON.stringify(sorted(JSON.parse(first))).slice(0, 16_384);
    expect(IMPORTERS.find(({ recognises }) => recognises(head))?.format).toBe(format);
  },
);

describe.each(samples)('an incomplete file of %s', (format, path) => {
  test('is rejected', async () => {
    const text = textOf(path);
    const problem = await problemOf(text.slice(0, Math.floor(text.length * 0.6)), format);
    expect(problem).toMatch(
      /^FILE cannot be imported as \S+: ((the file|it) is truncated|the last line is incomplete)/,
    );
  });

  test('is rejected when compressed', async () => {
    const packed = gzipSync(textOf(path));
    const problem = await problemOf(packed.subarray(0, Math.floor(packed.length * 0.7)), format);
    expect(problem).toMatch(
      /^FILE (cannot be imported( as \S+)?: the file is truncated|does not look like)/,
    );
  });
});

const FOREIGN: readonly (readonly [what: string, bytes: string | Uint8Array, message: RegExp])[] = [
  ['nothing', '', /^FILE cannot be imported: the file is empty\.$/],
  ['blanks', ' \n\n', /the file is empty/],
  [
    'bytes',
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]),
    /the file is binary or UTF-16 text/,
  ],
  ['text in UTF-16', Buffer.from('goos: linux', 'utf16le'), /UTF-16/],
  ['an empty object', '{}', /^FILE is in none of the known formats: k6, autocannon/],
  [
    'JSON of something else',
    '{"name":"package","version":"1.0.0"}',
    /is in none of the known formats/,
  ],
  ['prose', 'These are my results: fast.', /is in none of the known formats/],
  ['gzip of nothing', gzipSync(''), /the file is empty/],
  [
    'broken gzip',
    Buffer.concat([gzipSync('{}').subarray(0, 10), Buffer.from('xxxxxxxxxxxxxxxx')]),
    /the file cannot be decompressed|the file is truncated/,
  ],
];

describe('unsupported files', () => {
  test.each(FOREIGN)('rejects a file of %s', async (_what, bytes, message) => {
    expect(await problemOf(bytes)).toMatch(message);
  });

  test.each(all.map(([format]) => format))(
    'rejects a file of another program as %s',
    async (format) => {
      const other = format === 'hyperfine' ? SAMPLES.jmh : SAMPLES.hyperfine;
      expect(await problemOf(textOf(other), format)).toMatch(
        /^FILE (does not look like a|cannot be imported as) /,
      );
    },
  );
});

const DAMAGED: readonly (readonly [ImportFormat, string, RegExp])[] = [
  [
    'k6',
    '{"type":"Metric","data":{"name":"vus","type":"gauge"},"metric":"vus"}\n',
    /the file contains no points/,
  ],
  [
    'k6',
    '{"type":"Metric","data":{"name":"vus","type":"gauge"},"metric":"vus"}\nnothing\n{"x":1}\n',
    /line 2 is not valid k6 output: nothing/,
  ],
  [
    'k6',
    '{"metric":"vus","type":"Point","data":{"time":"2026-01-01T00:00:00Z","value":1,"tags":null}}\n',
    /line 1 has a data point for "vus", which k6 did not declare/,
  ],
  ['hyperfine', '{"results":[{"command":"x","mean":1,"times":[]}]}', /at results\.0\.times/],
  ['hyperfine', '{"results":[{"command":"x","mean":"1","times":[1]}]}', /at results\.0\.mean/],
  [
    'jmh',
    '[{"benchmark":"a","jmhVersion":"1","mode":"avgt","threads":1,"measurementTime":"1 s","primaryMetric":{"scoreUnit":"bananas/op","rawData":[[1]]}}]',
    /bananas/,
  ],
  ['criterion', '{"iters":[1,2],"times":[1]}', /2 iteration counts for 1 times/],
  ['vitest', '{"numTotalTestSuites":1,"testResults":[]}', /it contains no vitest 5 benchmarks/],
  [
    'vitest',
    '{"numTotalTestSuites":1,"testResults":[null]}',
    /the file does not match the output of vitest \(Cannot destructure/,
  ],
  ['go', 'goos: linux\nPASS\n', /the file contains no benchmark line/],
  [
    'artillery',
    '{"aggregate":{"counters":{"vusers.created":1},"rates":{}}}',
    /the file contains no HTTP requests/,
  ],
  ['har', '{"log":{"entries":[]}}', /the file contains no requests/],
  [
    'har',
    '{"log":{"entries":[{"startedDateTime":"soon","time":1,"request":{"url":"/"},"response":{"status":200}}]}}',
    /at log\.entries\.0\.startedDateTime: expected a date and time/,
  ],
  [
    'hyperfine',
    '{"results":[{"command":"x","mean":1,"times":[1,-2]}]}',
    /its wall_time in "x" is -2000/,
  ],
  [
    'go',
    'goos: linux\nBenchmarkA 1 1e999 ns/op\nPASS\n',
    /its wall_time in "BenchmarkA" is Infinity/,
  ],
  [
    'autocannon',
    '{"url":"http://127.0.0.1/","connections":1,"duration":1,"errors":9,"1xx":0,"4xx":0,"5xx":-20,"latency":{"p50":1,"p90":1,"p97_5":1,"p99":1,"max":1},"requests":{"total":5}}',
    /its error_rate in "[^"]+" is -/,
  ],
  [
    'vitest',
    '{"files":[{"filepath":"/a.ts","groups":[]}]}',
    /it contains no vitest 2 to 4 benchmarks/,
  ],
  [
    'benchmarkdotnet',
    '{"HostEnvironmentInfo":{},"Benchmarks":[]}',
    /the file contains no benchmarks/,
  ],
  [
    'google-benchmark',
    '{"context":{"num_cpus":1},"benchmarks":[]}',
    /the file contains no benchmarks/,
  ],
  ['pytest-benchmark', '{"machine_info":{},"benchmarks":[]}', /the file contains no benchmarks/],
];

test.each(DAMAGED)(
  'rejects a file of %s that holds %s, and names the place',
  async (format, text, message) => {
    expect(await problemOf(text, format)).toMatch(message);
  },
);

test('writes a record that can be read again from numbers that no measurement can have', async () => {
  const text = JSON.stringify({
    log: {
      pages: [{ id: 'a', startedDateTime: '2026-01-02T00:00:00Z' }],
      entries: [
        {
          pageref: 'a',
          startedDateTime: '2026-01-01T00:00:00Z',
          time: 5,
          request: { url: 'http://127.0.0.1:8080/a\nb' },
          response: { status: 200 },
        },
      ],
    },
  });
  const [record] = await importRecords([writeImportFile('odd.har', text)]);
  expect(runRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toMatchObject({
    scenario: '/ab',
    trials: [{ durationMs: 0 }],
    unavailable: { ttfb: 'the document response arrived before the page started' },
  });
});

describe('a HAR', () => {
  const facts = { path: '/x.har', beside: () => null };
  const request = { url: 'http://127.0.0.1:8080/a' };
  const entry = (time: unknown, more: object = {}) => ({
    startedDateTime: '2026-01-01T00:00:00Z',
    time,
    request,
    response: { status: 200, headersSize: null, bodySize: null, _transferSize: null },
    timings: null,
    pageref: null,
    ...more,
  });
  const read = (log: object) => harImporter.read(JSON.stringify({ log }), facts);

  test('is read without pages and odd entries, and reports how many are left out', () => {
    const { time: _, ...untimed } = entry(1);
    const entries = [untimed, entry(null), entry(-1), null, entry(5), entry(9)];
    const [run, ...others] = read({ pages: null, browser: null, creator: null, entries });
    expect(others).toEqual([]);
    expect(run?.trials).toMatchObject([{ blocks: [{ operations: 2 }] }]);
    expect(run?.findings).toMatchObject([
      { id: 'import-odd-entries', message: expect.stringContaining('4 of 6 entries') },
    ]);
  });
});
