import { describe, expect, test } from 'vitest';
import { compileNginxFormat } from '../../../../plugins/investigate/read/server-access-log-formats.ts';
import { KNOWN_LOG_FORMATS } from '../../../support/planted-logs/request-log-formats.ts';
import { LOG_START, readLogObservations } from '../../../support/read-log-observations.ts';

const request = (index: number) => ({
  at: LOG_START + index * 1000,
  ms: 120,
  path: '/orders/7',
  status: 200,
  client: '198.51.100.4',
});
const log = (line: (index: number) => string): string =>
  `${Array.from({ length: 30 }, (_, index) => line(index)).join('\n')}\n`;

describe('durations of requests', () => {
  test.each(KNOWN_LOG_FORMATS)('are read with their unit from $name', async ({ line }) => {
    const { endpoints, source } = await readLogObservations(log((index) => line(request(index))));
    expect(endpoints).toEqual(['GET /orders/:id: 30, 0 failed, p50 120']);
    expect(source).toMatchObject({ unread: 0, requests: 30, durations: { count: 30 } });
  });

  test('are reported with the field from which they were read', async () => {
    const [{ line } = { line: String }] = KNOWN_LOG_FORMATS;
    const { source } = await readLogObservations(log((index) => line(request(index))));
    expect(source.durations).toEqual({ from: 'rt=', count: 30 });
  });

  test('are not read from a field whose values are no durations, whatever its name', async () => {
    const { source, endpoints } = await readLogObservations(
      log((index) =>
        JSON.stringify({
          time: request(index).at,
          service: 'shop',
          method: 'GET',
          path: '/a',
          status: 200,
          latency: 12.5,
        }),
      ),
    );
    expect(source.durations?.from).toBe('latency');
    expect(endpoints).toEqual(['GET /a: 30, 0 failed, p50 13']);
  });

  test('are read from the variables of nginx in JSON', async () => {
    const { endpoints } = await readLogObservations(
      log(() =>
        JSON.stringify({
          time_iso8601: '2026-11-24T12:10:03+00:00',
          request_method: 'GET',
          request_uri: '/a',
          status: '200',
          request_time: '0.120',
        }),
      ),
    );
    expect(endpoints).toEqual(['GET /a: 30, 0 failed, p50 120']);
  });

  test('are added up for servers that nginx tried one after the other', async () => {
    const format = compileNginxFormat(
      'timed',
      '$remote_addr [$time_local] "$request" $status $upstream_response_time',
    );
    const { endpoints, source } = await readLogObservations(
      log(() => '10.0.0.7 [24/Nov/2026:12:10:03 +0000] "GET /a HTTP/1.1" 200 0.100, 0.020'),
      { formats: [format] },
    );
    expect(endpoints).toEqual(['GET /a: 30, 0 failed, p50 120']);
    expect(source.durations?.from).toBe('$upstream_response_time');
  });

  test('are read from the microseconds of %D in Apache logs where %T is next to it', async () => {
    const { endpoints } = await readLogObservations(
      log(
        () =>
          '10.0.0.7 - - [24/Nov/2026:12:10:03 +0000] "GET /a HTTP/1.1" 200 512 "-" "curl/8" 0/120000',
      ),
    );
    expect(endpoints).toEqual(['GET /a: 30, 0 failed, p50 120']);
  });
});
