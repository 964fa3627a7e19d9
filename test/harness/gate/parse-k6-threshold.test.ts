import { expect, test } from 'vitest';
import { parseThreshold } from '../../../harness/gate/parse-k6-threshold.ts';
import { k6MetricName, parseK6MetricName } from '../../../harness/model/k6-metric-name.ts';
import { findMetric } from '../../../harness/model/metric.ts';

test.each([
  ['http_req_duration', 'p(95)<200', 'latency.p95', '<', 200],
  ['http_req_duration', 'p95<200', 'latency.p95', '<', 200],
  ['http_req_duration', ' p( 99.9 ) <= 1000 ', 'latency.p99_9', '<=', 1_000],
  ['http_req_duration', 'med<100', 'latency.p50', '<', 100],
  ['http_req_duration', 'avg<100', 'k6.http_req_duration.avg', '<', 100],
  ['http_req_failed', 'rate<0.001', 'error_rate', '<', 0.001],
  ['http_reqs', 'rate>50', 'throughput', '>', 50],
  ['http_reqs', 'count>1000', 'k6.http_reqs.count', '>', 1_000],
  ['iterations', 'rate>=5', 'k6.iterations.per_second', '>=', 5],
  // A counter of the script: a share cannot be more than 1.
  ['orders', 'rate>20', 'k6.orders.per_second', '>', 20],
  ['orders{shop:a}', 'rate>20', 'k6.orders{shop:a}.per_second', '>', 20],
  ['orders', 'rate<0.5', 'k6.orders.rate', '<', 0.5],
  ['checks', 'rate>0.9', 'k6.checks.rate', '>', 0.9],
  ['checks{check:is up}', 'rate>0.9', 'k6.checks{check:is up}.rate', '>', 0.9],
  ['http_req_duration{name:a}', 'p(99)<1', 'k6.http_req_duration{name:a}.p99', '<', 1],
  ['gauge', 'value<10', 'k6.gauge.value', '<', 10],
])('parses %s: %s as a budget of %s', (metric, text, name, operator, limit) => {
  expect(parseThreshold(metric, text)).toMatchObject({ budget: { metric: name, operator, limit } });
});

test.each(['p(95<200', 'p(95)', 'mean<3', '', 'rate<0.1 && rate>0'])('rejects "%s"', (text) => {
  expect(parseThreshold('checks', text)).toHaveProperty('problem');
});

test('leaves exact equality to k6', () => {
  expect(parseThreshold('checks', 'rate==1')).toMatchObject({
    problem: expect.stringContaining('exact'),
  });
});

test.each([
  ['http_req_waiting', 'p(99.9)', 'k6.http_req_waiting.p99_9'],
  ['my.trend', 'p(95)', 'k6.my.trend.p95'],
  ['iterations', 'rate', 'k6.iterations.per_second'],
  ['errors', 'rate', 'k6.errors.rate'],
])('gives %s %s a name that leads back to it', (metric, stat, name) => {
  expect(k6MetricName(metric, stat)).toBe(name);
  expect(parseK6MetricName(name)).toEqual({ metric, stat });
});

test.each([
  ['k6.http_req_waiting.p95', 'ms', 'lower'],
  ['k6.login_time.med', 'ms', 'lower'],
  ['k6.basket_size.med', 'score', 'lower'],
  ['k6.checks.rate', 'ratio', 'higher'],
  ['k6.iterations.per_second', '/s', 'higher'],
  ['k6.dropped_iterations.count', 'count', 'lower'],
])('describes %s in %s, better when %s', (name, unit, better) => {
  expect(findMetric(name)).toMatchObject({ unit, better, nature: 'timed' });
});
