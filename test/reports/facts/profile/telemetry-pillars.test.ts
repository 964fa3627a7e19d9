import { expect, test } from 'vitest';
import {
  pillarOf,
  pillarsText,
  telemetryPillars,
} from '../../../../reports/facts/profile/telemetry-pillars.ts';

test('LEAD-19: each pillar has its question, and `no source` where nothing was read', () => {
  expect(telemetryPillars({ logs: 'slow.log', RUM: 'beacons.jsonl' })).toEqual([
    { pillar: 'metrics', question: 'is it slow', source: 'no source' },
    { pillar: 'logs', question: 'why', source: 'slow.log' },
    { pillar: 'traces', question: 'where', source: 'no source' },
    { pillar: 'RUM', question: 'does the user care', source: 'beacons.jsonl' },
  ]);
});

test('LEAD-19: all of them are told in one line', () => {
  expect(pillarsText(telemetryPillars({ traces: 'traces.jsonl' }))).toBe(
    'metrics (is it slow): no source; logs (why): no source; traces (where): traces.jsonl; RUM (does the user care): no source',
  );
});

test.each([
  ['postgresql-log', 'logs'],
  ['mysql-slow-log', 'logs'],
  ['har', 'traces'],
  ['otlp', 'traces'],
  ['postgresql-plan', null],
  ['v8-cpu', null],
  ['constructor', null],
])('files of %s are %s', (tool, pillar) => {
  expect(pillarOf(tool)).toBe(pillar);
});
