import { expect, it } from 'vitest';
import { createConcurrencyLimit } from '../../../../harness/host/concurrency-limit.ts';

const NEVER = new AbortController().signal;

it('TEAM-33: blocks nobody when a measurement fails, or leaves before its turn', async () => {
  const turns = createConcurrencyLimit(1);
  const held = Promise.withResolvers<void>();
  const first = turns.take(() => held.promise, NEVER);
  const impatient = new AbortController();
  const second = turns.take(async () => 'second', impatient.signal);
  const third = turns.take(async () => 'third', NEVER);
  impatient.abort(new Error('no longer wanted'));
  await expect(second).rejects.toThrow('no longer wanted');
  held.reject(new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  expect(await third).toBe('third');
  expect(await turns.take(async () => 'fourth', NEVER)).toBe('fourth');
});
