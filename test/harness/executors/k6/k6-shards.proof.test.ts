/** Shards of a script with fewer users than shards, which one k6 less would do as well. */
import { afterAll, expect, it } from 'vitest';
import { openK6Measurer } from './k6-executor-test-setup.ts';

const k6 = openK6Measurer();
afterAll(k6.close);

it('a trial of two shards leaves one without load when there are fewer users than shards', async () => {
  const path = k6.script(`http.get(__ENV.BASE_URL + '/');`, '{ vus: 1, iterations: 10 }');
  const scenario = k6.scenario(path, { shards: 2 });
  const block = await k6.blockOf(scenario);
  expect(block.operations).toBe(10);
  expect(String(block.notes?.shard_requests).split(', ')).toContain('0');
});
