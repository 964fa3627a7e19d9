import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createObservations } from '../../../../plugins/investigate/observations/collected-log-observations.ts';
import {
  createTimeGrid,
  sumRequestCells,
} from '../../../../plugins/investigate/observations/requests-by-interval.ts';
import { readLog } from '../../../../plugins/investigate/read/read-log-files.ts';
import {
  compileNginxFormat,
  readNginxFormats,
} from '../../../../plugins/investigate/read/server-access-log-formats.ts';
import { generateDistinctEndpointLog } from '../../../support/generate-distinct-endpoint-log.ts';
import { LOG_START, readLogObservations } from '../../../support/read-log-observations.ts';

const COMBINED = (second: number, path: string, status: number, rest: string): string =>
  `10.0.0.1 - - [24/Nov/2026:12:00:${String(second).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" ${status} 12 "-" "curl/8 (a \\"b\\")"${rest}`;

describe('formats recognised by content', () => {
  test('reads the combined format, with the request time after it', async () => {
    const lines = [1, 2, 3].map((second) => COMBINED(second, '/a/17', 200, ' 0.120'));
    const { source, endpoints } = await readLogObservations(
      [...lines, COMBINED(4, '/a/18', 502, ' 0.120')].join('\n'),
    );
    expect(source).toMatchObject({ format: 'combined with request time', lines: 4, unread: 0 });
    expect(endpoints).toEqual(['GET /a/:id: 4, 1 failed, p50 120']);
  });

  test('folds path segments of digits alone, whatever their place, and no others', async () => {
    const paths = [
      '/a/1',
      '/a/22',
      '/a/22/b/7',
      '/a/8/b/9',
      '/a/12x',
      '/a/99x',
      '/',
      '//',
      '/5?a=1',
    ];
    const long = `/${'x'.repeat(1200)}`;
    const lines = [...paths, long, long].map((path) => COMBINED(1, path, 200, ' 0.010'));
    const { endpoints } = await readLogObservations(lines.join('\n'));
    expect(endpoints.map((endpoint) => endpoint.split(',')[0])).toEqual([
      'GET /a/:id: 2',
      'GET /a/:id/b/:id: 2',
      'GET /a/12x: 1',
      'GET /a/99x: 1',
      'GET /: 1',
      ...['GET //: 1', 'GET /:id: 1', expect.stringMatching(/^GET \/x+.*: 2$/u)],
    ]);
  });

  test('ignores quotes and numbers in skipped fields, and counts a truncated line as unread', async () => {
    const line = (agent: string, rest: string): string =>
      `10.0.0.1 - - [24/Nov/2026:12:00:01 +0000] "GET /a HTTP/1.1" 200 12 "-" "${agent}"${rest}`;
    const { source, endpoints } = await readLogObservations(
      [
        line('a', ' 0.100'),
        line('a" 7.000 "b" 8', ' 0.100'),
        line('', ' 0.100'),
        ...Array.from({ length: 20 }, () => line('a', ' 0.100')),
        line('a', ''),
        line('a', ' 0.1x'),
        line('a', ' 0.100').slice(0, 60),
      ].join('\n'),
    );
    expect(source).toMatchObject({ format: 'combined with request time', lines: 26, unread: 3 });
    expect(endpoints).toEqual(['GET /a: 23, 0 failed, p50 100']);
  });

  test('reads requests and errors from the combined format without a time', async () => {
    const { endpoints } = await readLogObservations(
      `${COMBINED(1, '/', 200, '')}\r\n${COMBINED(2, '/', 500, '')}\r\n`,
    );
    expect(endpoints).toEqual(['GET /: 2, 1 failed, p50 NaN']);
  });

  test('reads a log_format of a configuration, with a column that distinguishes requests', async () => {
    const text = `http {\n  # log_format old '$status';\n  log_format timed '$time_iso8601 $request_method $uri '\n    '$status $request_time $http_x_region';\n}`;
    const [format] = readNginxFormats(text);
    expect(format?.name).toBe('timed');
    const { observed, endpoints } = await readLogObservations(
      '2026-11-24T12:00:01+00:00 GET /a 200 0.050 eu\n2026-11-24T12:00:02+00:00 GET /a 200 0.050 us\n',
      { formats: format === undefined ? [] : [format] },
    );
    expect(endpoints).toEqual(['GET /a: 2, 0 failed, p50 50']);
    expect([...observed.requests.valuesOf('region').keys()]).toEqual(['eu', 'us']);
  });

  test('reads JSON lines of pino, with nested fields', async () => {
    const line = (status: number): string =>
      JSON.stringify({
        level: 30,
        time: LOG_START + 5_000,
        pid: 1,
        hostname: 'web-1',
        responseTime: 82.5,
        req: { method: 'POST', url: '/orders/9?x=1' },
        res: { statusCode: status },
      });
    const { source, endpoints } = await readLogObservations(`${line(200)}\n${line(503)}\n`);
    expect(source.format).toBe('JSON lines');
    expect(endpoints).toEqual(['POST /orders/:id: 2, 1 failed, p50 82']);
  });

  test('reads key=value, with durations in their units', async () => {
    const { endpoints } = await readLogObservations(
      'time=2026-11-24T12:00:01Z level=info method=GET path="/a b" status=200 duration=1.2s\ntime=2026-11-24T12:00:02Z level=info method=GET path="/a b" status=200 duration=900ms\n',
    );
    expect(endpoints).toEqual(['GET /a b: 2, 0 failed, p50 907']);
  });

  test('INV-24: reads metrics over time, by name', async () => {
    const { source, observed } = await readLogObservations(
      '2026-11-24T12:00:00Z web-1 cpu_usage 90\n2026-11-24T12:01:00Z web-1 memory_usage 61.5%\n',
    );
    expect(source).toMatchObject({ format: 'words', unread: 0 });
    expect(observed.series.all().map(({ name, values }) => [name, values])).toEqual([
      ['cpu_usage', [90]],
      ['memory_usage', [61.5]],
    ]);
  });

  test('reads separated values with quotes', async () => {
    const { endpoints } = await readLogObservations(
      'timestamp,endpoint,duration_ms,status\n2026-11-24T12:00:01Z,"/a, b",12,200\n2026-11-24T12:00:02Z,/c,13,500\n',
    );
    expect(endpoints).toEqual(['/a, b: 1, 0 failed, p50 12', '/c: 1, 1 failed, p50 13']);
  });

  test('INV-08: reads words by their position in lines that contain a word', async () => {
    const { source, endpoints } = await readLogObservations(
      '2026-11-24T12:00:01Z app response_time 250\n2026-11-24T12:00:02Z app other 1\n2026-11-24T12:00:03Z app response_time x\n',
      { map: { time: '1', value: '4', match: 'response_time' } },
    );
    expect(endpoints).toEqual(['(all requests): 1, 0 failed, p50 252']);
    // Lines without the requested word are skipped.
    expect(source).toMatchObject({ lines: 3, unread: 0 });
  });

  test('INV-08: reads a date and a time of day as two words, and a value in seconds', async () => {
    const line = (second: string, path: string, took: string): string =>
      `api.log 2026-11-24 12:00:${second}.5 INFO [req -] "GET ${path} HTTP/1.1" status: 200 time: ${took}\n`;
    const { source, endpoints } = await readLogObservations(
      `api.log 2026-11-24 12:00:00 INFO started\n${line('01', '/a', '0.25')}${line('02', '/a', '0.25')}`,
      { map: { time: '2', endpoint: '8', status: '11', value: '13:s', match: 'status:' } },
    );
    expect(endpoints).toEqual(['/a: 2, 0 failed, p50 252']);
    expect(source.unread).toBe(0);
  });

  test('reads gzip and zstd, whatever the file is called', async () => {
    const line = `${COMBINED(1, '/', 200, ' 0.010')}\n`;
    for (const packed of [gzipSync(line), zstdCompressSync(line)])
      expect((await readLogObservations(packed)).endpoints).toEqual(['GET /: 1, 0 failed, p50 10']);
  });
});

describe('log lines that report errors and slow queries', () => {
  test('INV-09: reads errors of an application from JSON and from words, in any order', async () => {
    const json = await readLogObservations(
      [
        { time: LOG_START + 5_000, level: 30, msg: 'fine' },
        { time: LOG_START + 9_000, level: 50, msg: 'order 17 failed' },
        { time: LOG_START + 1_000, level: 50, msg: 'order 18 failed' },
        { time: LOG_START + 2_000, level: 60, err: { message: 'connect ECONNREFUSED 10.0.0.1' } },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    const patterns = json.observed.errorLines.all().map(({ pattern, first }) => [pattern, first]);
    expect(patterns).toEqual([
      ['order ? failed', LOG_START + 1_000],
      ['connect ECONNREFUSED ?', LOG_START + 2_000],
    ]);
    const words = await readLogObservations(
      '2026-11-24 12:00:01,123 [ERROR] shop.Orders order 17 failed\n2026-11-24 12:00:02,123 INFO fine\n2026-11-24 12:00:03,123 ERROR: order 18 failed\n',
    );
    expect(words.observed.errorLines.all().map(({ pattern }) => pattern)).toEqual([
      'shop.Orders order ? failed',
      'order ? failed',
    ]);
  });

  test('reads errors of nginx, whose dates have slashes', async () => {
    const { source, observed, series } = await readLogObservations(
      `2026/11/24 12:00:01 [error] 31#31: *5 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.1, server: shop.example, request: "GET /cart/17?token=hunter2 HTTP/1.1", upstream: "http://10.0.0.2:3000/cart/17", host: "shop.example"
2026/11/24 12:00:02 [warn] 31#31: *6 an upstream response is buffered to a temporary file
2026/11/24 12:00:03 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1
`,
    );
    expect(source).toMatchObject({ format: 'words', unread: 0, hasZone: false });
    const patterns = observed.errorLines.all().map(({ pattern }) => pattern);
    expect(patterns[0]).toMatch(/^\?#\?: \*\? upstream timed out \(\?: Connection timed out\)/u);
    expect(JSON.stringify(patterns)).not.toContain('hunter2');
    expect(Object.keys(series)).toEqual(
      expect.arrayContaining(['log_timeouts', 'log_network_failures']),
    );
  });

  test('INV-10: reads 1200ms as a number greater than 1000', async () => {
    const { observed } = await readLogObservations(
      '2026-11-24T12:00:01Z db-1 query_time 1200ms\n2026-11-24T12:00:02Z db-1 query_time 1000\n2026-11-24T12:00:03Z db-1 query_time 1001\n2026-11-24T12:00:04Z db-1 query_time 999ms\n',
    );
    const [cells] = [...observed.statements.all().values()];
    expect([...(cells?.values() ?? [])]).toMatchObject([{ count: 2, max: 1200 }]);
  });

  test('does not count queries logged by an application as requests', async () => {
    const { observed, endpoints } = await readLogObservations(
      `${JSON.stringify({ timestamp: '2026-11-24T12:00:01Z', query: "SELECT 'x'", params: '["hunter2"]', duration: 1300, target: 'quaint' })}\n`,
    );
    expect(endpoints).toEqual([]);
    expect([...observed.statements.all().keys()]).toEqual(['SELECT ?']);
  });
});

describe('unreadable input', () => {
  test('counts what precedes the cut in a truncated gzip file', async () => {
    const random = Array.from({ length: 4_000 }, (_, index) =>
      COMBINED(index % 60, `/${index}/x${(index * 7919) % 997}`, 200, ' 0.010'),
    );
    const packed = gzipSync(random.join('\n'));
    const { source } = await readLogObservations(packed.subarray(0, packed.length >> 1));
    expect(source.trouble).toMatch(/unexpected end/iu);
    expect(source.lines).toBeGreaterThan(100);
  });

  test('counts binary input as unread, and no lines in empty input and blank lines', async () => {
    const binary = await readLogObservations(
      Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 31) % 256)),
    );
    expect(binary.source.format).toBeNull();
    expect(binary.source.unread).toBe(binary.source.lines);
    expect((await readLogObservations('')).source).toMatchObject({
      format: null,
      lines: 0,
      unread: 0,
    });
    expect((await readLogObservations('\n\n\n')).source.lines).toBe(0);
  });

  test('leaves the rarer of mixed formats unread, with examples safe for terminals', async () => {
    const lines = Array.from({ length: 8 }, (_, index) => COMBINED(index, '/', 200, ' 0.010'));
    const { source } = await readLogObservations(
      [...lines, '\u001b[2Jboo', '{"time":1}'].join('\n'),
    );
    expect(source).toMatchObject({ lines: 10, unread: 2 });
    expect(source.examples[0]).toBe('\ufffd[2Jboo');
  });

  test('omits secrets from the examples', async () => {
    const lines = Array.from({ length: 8 }, (_, index) => COMBINED(index, '/', 200, ' 0.010'));
    const { source } = await readLogObservations(
      [...lines, 'connecting with password=hunter2', 'to postgres://shop:hunter2@db/shop'].join(
        '\n',
      ),
    );
    expect(source.examples).toEqual(['connecting with password=?', 'to postgres://?@db/shop']);
  });

  test('reports a time without a zone, and counts requests outside the time range', async () => {
    const { source, observed } = await readLogObservations(
      '{"time":"2026-11-24T12:00:01","duration_ms":5}\n{"time":"2031-01-01T00:00:00","duration_ms":5}\n',
    );
    expect(source.hasZone).toBe(false);
    expect(observed.requests.outside.count).toBe(1);
  });

  test.each(['-5', '"NaN"', '"-5ms"', '1e400', '"5 parsecs"'])(
    'ignores a duration of %s',
    async (value) => {
      const { observed } = await readLogObservations(
        `{"time":"2026-11-24T12:00:01Z","duration_ms":${value}}\n{"time":"2026-11-24T12:00:01Z","duration_ms":7}\n`,
      );
      const durations = observed.requests
        .endpoints()
        .map(({ cells }) => sumRequestCells(cells).durations.count);
      expect(durations.reduce((sum, duration) => sum + duration, 0)).toBe(1);
    },
  );

  test('counts a line of ten megabytes as one unread line, alone or among others', async () => {
    const line = COMBINED(1, '/', 200, ' 0.010');
    const long = Buffer.alloc(10e6, 'x');
    const { source, endpoints } = await readLogObservations(
      Buffer.concat([Buffer.from(`${line}\n`), long, Buffer.from(`\n${line}\n`)]),
    );
    expect(source).toMatchObject({ lines: 3, unread: 1 });
    expect(endpoints).toEqual(['GET /: 2, 0 failed, p50 10']);
    expect((await readLogObservations(long)).source).toMatchObject({
      format: null,
      lines: 1,
      unread: 1,
    });
  });

  test('folds four thousand distinct endpoints, or counts them together', async () => {
    const observed = createObservations(createTimeGrid(LOG_START, LOG_START + 3_600_000));
    const host = { files: generateDistinctEndpointLog(4_000, LOG_START) } as Parameters<
      typeof readLog
    >[0];
    const { signal } = new AbortController();
    const source = await readLog(host, 'stream', observed, { formats: [], map: null, signal });
    expect(source).toMatchObject({ lines: 4_000, unread: 0 });
    const counts = new Map(
      observed.requests.endpoints().map(({ name, cells }) => [name, sumRequestCells(cells).count]),
    );
    expect(counts.size).toBe(501);
    expect(counts.get('GET /orders/:id')).toBe(2_000);
    expect(counts.get('(others)')).toBeGreaterThan(1_400);
  });
});

test.each(['$status$request_time', '$remote_addr$status done'])(
  'rejects %s, in which nothing separates the fields',
  (text) => {
    expect(() => compileNginxFormat('own', text)).toThrow('have no separator between them');
  },
);
