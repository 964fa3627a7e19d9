import { expect, test } from 'vitest';
import { createConcurrencyLimit, QueueFullError } from '../../../harness/host/concurrency-limit.ts';

const never = new AbortController().signal;

test('runs one at a time, keeps a few waiting in order, and refuses one more', async () => {
  const turns = createConcurrencyLimit(1, 2);
  const log: string[] = [];
  let open = (): void => undefined;
  const work = (name: string) => () => {
    log.push(name);
    return new Promise<void>((resolve) => {
      open = resolve;
    });
  };
  const first = turns.take(work('a'), never, () => log.push('a waits'));
  const second = turns.take(work('b'), never, (before) => log.push(`b waits for ${before}`));
  const leaving = new AbortController();
  const third = turns.take(work('c'), leaving.signal, (before) =>
    log.push(`c waits for ${before}`),
  );
  await expect(turns.take(work('d'), never, () => undefined)).rejects.toThrow(QueueFullError);
  leaving.abort(new Error('left'));
  await expect(third).rejects.toThrow('left');
  open();
  await first;
  await Promise.resolve();
  open();
  await second;
  expect(log).toEqual(['a', 'b waits for 1', 'c waits for 2', 'b']);
});
