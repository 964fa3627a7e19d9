import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLogObservations } from '../../../../support/read-log-observations.ts';

const POINTS = join(import.meta.dirname, '../../../../fixtures/import/k6/2.2.0/points.json.gz');

test('reads the original points of k6: each timed request is one point, under its name', async () => {
  const packed = readFileSync(POINTS);
  const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n');
  const durations = lines.filter((line) =>
    /"metric":"http_req_duration".*"type":"Point"|"type":"Point".*"metric":"http_req_duration"/u.test(
      line,
    ),
  );
  const [, first = ''] = /"time":"([^"]+)"/u.exec(durations[0] ?? '') ?? [];
  const { source, observed, series } = await readLogObservations(packed, {
    start: Math.floor(Date.parse(first) / 3_600_000) * 3_600_000,
  });
  expect(source).toMatchObject({ format: 'k6 (JSON)', lines: lines.length, unread: 0 });
  const counted = observed.requests
    .endpoints()
    .flatMap(({ cells }) => cells.map((cell) => cell?.durations.count ?? 0))
    .reduce((sum, count) => sum + count, 0);
  expect(counted).toBe(durations.length);
  expect(durations.length).toBeGreaterThan(10);
  // Metrics covered by requests are not repeated as series.
  expect(Object.keys(series).filter((name) => /^(?:http_req|iteration|data_)/u.test(name))).toEqual(
    [],
  );
});

test('reads the CSV of k6, and counts a request without an answer as an error', async () => {
  const { source, endpoints, series, observed } = await readLogObservations(
    `metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata
http_reqs,1795521605,1.000000,,,,true,,GET,http://shop/items/17,HTTP/1.1,browse,,200,,,http://shop/items/17,,
http_req_duration,1795521605,35.500000,,,,true,,GET,http://shop/items/17,HTTP/1.1,browse,,200,,,http://shop/items/17,region=eu&run=7,
http_req_duration,1795521606,35.500000,,,,true,,GET,"http://shop/items/18?a=1,2",HTTP/1.1,browse,,200,,,http://shop/items/18,,
http_req_duration,1795521607,0.000000,,dial: connection refused,1212,false,,GET,http://shop/items/19,,browse,,0,,,http://shop/items/19,,
vus,1795521607,20.000000,,,,,,,,,,,,,,,,
`,
  );
  expect(source).toMatchObject({ format: 'k6 (CSV)', unread: 0 });
  expect(endpoints).toEqual(['GET /items/:id: 3, 1 failed, p50 36']);
  expect(series).toEqual({ vus: [20] });
  expect(observed.requests.segments).toEqual(['scenario', 'region']);
  expect([...observed.requests.valuesOf('scenario').keys()]).toEqual(['browse']);
  expect([...observed.requests.valuesOf('region').keys()]).toEqual(['eu']);
});
