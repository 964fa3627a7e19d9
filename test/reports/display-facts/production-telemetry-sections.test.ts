import { expect, test } from 'vitest';
import { telemetrySections } from '../../../reports/display-facts/production-telemetry-sections.ts';

test('LEAD-19: each section has its question, and `no source` when nothing was read', () => {
  const sections = telemetrySections({
    logs: { source: 'slow.log', lines: ['a statement'] },
    field: { source: 'beacons.jsonl', lines: [] },
  });
  expect(sections.map(({ title, question, source }) => [title, question, source])).toEqual([
    ['Logs', 'why', 'slow.log'],
    ['Metrics', 'is it slow', 'no source'],
    ['Traces', 'where', 'no source'],
    ['Field', 'does the user care', 'beacons.jsonl'],
  ]);
  expect(sections[0]?.lines).toEqual(['a statement']);
});
