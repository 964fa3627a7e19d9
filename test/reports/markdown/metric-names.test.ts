import { expect, test } from 'vitest';
import { metricMarkdown } from '../../../reports/markdown/escape.ts';

test('metricMarkdown keeps names of k6 checks from breaking tables and mentioning people', () => {
  expect(metricMarkdown('k6.checks{check:200 || 304}.rate')).not.toMatch(/(?<!\\)\|/);
  expect(metricMarkdown('k6.checks{check:@octocat}.rate')).not.toContain('@octocat');
  expect(metricMarkdown('k6.checks{check:<img src=x>}.rate')).not.toContain('<img');
  expect(metricMarkdown('event_loop_delay.p99')).toBe('event_loop_delay.p99');
});
