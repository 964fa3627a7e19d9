import { describe, expect, test } from 'vitest';
import { LOG_START, readLogObservations } from '../../../../support/read-log-observations.ts';

const at = (seconds: number): number => LOG_START + seconds * 1000;

/** Returns one scrape, with the timestamps in milliseconds of `honor_timestamps` and federation. */
const scrape = (
  seconds: number,
  requests: number,
  fast: number,
  all: number,
): string => `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{code="200",path="/a \\"b\\", {c}"} ${requests} ${at(seconds)}
# TYPE pool_in_use gauge
pool_in_use 12 ${at(seconds)}
# HELP http_request_duration_seconds Time.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.1"} ${fast} ${at(seconds)}
http_request_duration_seconds_bucket{le="0.5"} ${all} ${at(seconds)}
http_request_duration_seconds_bucket{le="+Inf"} ${all} ${at(seconds)}
http_request_duration_seconds_sum ${all / 10} ${at(seconds)}
http_request_duration_seconds_count ${all} ${at(seconds)}
`;

describe('the Prometheus text format, with timestamps', () => {
  test('yields gauges as they are, and counters as their rise per second, despite resets', async () => {
    const { source, series } = await readLogObservations(
      [scrape(0, 100, 0, 0), scrape(15, 250, 0, 0), scrape(30, 30, 0, 0)].join(''),
    );
    expect(source).toMatchObject({ format: 'Prometheus text', unread: 0 });
    expect(series.pool_in_use).toEqual([12, 12, 12]);
    expect(series['rate(http_requests_total){code=200,path=/a "b", {c}}']).toEqual([10, 2]);
  });

  test('yields the 95th percentile of a histogram between two scrapes', async () => {
    const { series } = await readLogObservations(
      // 90 of 100 requests take up to 0.1 s, so that the 95th is in the middle of 0.1 to 0.5 s.
      [scrape(0, 0, 1000, 1000), scrape(15, 0, 1090, 1100), scrape(30, 0, 1190, 1200)].join(''),
    );
    const percentiles = series.http_request_duration_seconds_p95 ?? [];
    expect(percentiles[0]).toBeCloseTo(0.3, 10);
    expect(percentiles[1]).toBeCloseTo(0.095, 10);
    expect(series['rate(http_request_duration_seconds_count)']).toEqual([100 / 15, 100 / 15]);
  });

  test('reads OpenMetrics: seconds, families without _total, exemplars, and an end', async () => {
    const { source, series } = await readLogObservations(`# TYPE jobs counter
# UNIT jobs jobs
jobs_total 5 ${at(0) / 1000}
jobs_total 65 ${at(60) / 1000}.5 # {trace_id="abc"} 0.67 ${at(60) / 1000}
# TYPE temperature gauge
temperature NaN ${at(0) / 1000}
temperature 4.5e1 ${at(1) / 1000}
# EOF
`);
    expect(source).toMatchObject({ format: 'Prometheus text', unread: 0 });
    expect(series['rate(jobs_total)']?.[0]).toBeCloseTo(60 / 60.5, 5);
    expect(series.temperature).toEqual([45]);
  });

  test('leaves a sample without a timestamp unread', async () => {
    const { source } = await readLogObservations('# TYPE up gauge\nup{job="a"} 1\n');
    expect(source).toMatchObject({ format: 'Prometheus text', lines: 2, unread: 1 });
  });
});

const answer = (result: unknown, resultType = 'matrix'): string =>
  JSON.stringify({ status: 'success', data: { resultType, result } });

describe('the Prometheus query response', () => {
  const pool = {
    metric: { __name__: 'pool_in_use', instance: 'db-1' },
    values: [0, 60, 120].map((seconds) => [at(seconds) / 1000, String(10 + seconds / 60)]),
  };

  test('is read as a range, on one or several lines; text becomes numbers, a counter its rise', async () => {
    const counter = {
      metric: { __name__: 'errors_total' },
      values: [
        [at(0) / 1000, '0'],
        [at(60) / 1000, '30'],
      ],
    };
    const text = answer([pool, counter]);
    for (const form of [text, JSON.stringify(JSON.parse(text), null, 2)]) {
      const { source, series } = await readLogObservations(form);
      expect(source).toMatchObject({ format: 'Prometheus query', lines: 1, unread: 0 });
      expect(series).toEqual({
        'pool_in_use{instance=db-1}': [10, 11, 12],
        'rate(errors_total)': [0.5],
      });
    }
  });

  test('is read with buckets, each with all its timestamps, and with an unnamed expression', async () => {
    const bucket = (le: string, ...counts: readonly number[]): unknown => ({
      metric: { __name__: 'wait_seconds_bucket', le },
      values: counts.map((count, index) => [at(index * 60) / 1000, String(count)]),
    });
    const { series } = await readLogObservations(
      answer([
        bucket('1', 0, 100, 100),
        bucket('2', 0, 100, 200),
        bucket('+Inf', 0, 100, 200),
        { metric: {}, values: [[at(0) / 1000, '7']] },
      ]),
    );
    expect(series).toEqual({ wait_seconds_p95: [0.95, 1.95], expression: [7] });
  });

  test('does not treat a count that goes up and down as a counter, whatever its name', async () => {
    const series = (name: string, ...values: readonly string[]): unknown => ({
      metric: { __name__: name },
      values: values.map((value, index) => [at(index * 10) / 1000, value]),
    });
    const found = await readLogObservations(
      answer([series('thread_count', '20', '18', '22'), series('wait_seconds_count', '5', '15')]),
    );
    expect(found.series).toEqual({ thread_count: [20, 18, 22], 'rate(wait_seconds_count)': [1] });
    const text = await readLogObservations(
      `# TYPE up gauge\nup 1 ${at(0)}\nthread_count 20 ${at(0)}\nthread_count 18 ${at(1)}\n`,
    );
    expect(text.series.thread_count).toEqual([20, 18]);
  });

  test('is read repeatedly from one file, also as an instant vector; a failed response is unread', async () => {
    const instant = answer([{ metric: { __name__: 'up' }, value: [at(5) / 1000, '1'] }], 'vector');
    const { source, series } = await readLogObservations(
      `${answer([pool])}\n${instant}\n{"status":"error","error":"too many \\u001b[2J"}\n`,
    );
    expect(source).toMatchObject({ lines: 3, unread: 1 });
    expect(series.up).toEqual([1]);
  });

  test('is unread when truncated, and reported by its beginning', async () => {
    const { source } = await readLogObservations(answer([pool]).slice(0, -5));
    expect(source).toMatchObject({ lines: 1, unread: 1 });
    expect(source.examples[0]).toMatch(/^\{"status":"success"/u);
  });
});
