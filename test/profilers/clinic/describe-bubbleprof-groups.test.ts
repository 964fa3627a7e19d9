import { expect, it } from 'vitest';
import { describeBubbleprofGroups } from '../../../profilers/clinic/bubbleprof-profiler.ts';

it('names the groups of asynchronous operations that wait most, each with its mean', () => {
  const { message } = describeBubbleprofGroups([
    { name: 'timer', operations: 10, waitedMs: 50 },
    { name: 'server', operations: 4, waitedMs: 400 },
    { name: 'idle', operations: 3, waitedMs: 0 },
  ]);
  expect(message).toContain('which found 3 groups');
  expect(message).toContain(
    'server (100.0 ms each), timer (5.0 ms each); the groups contain 17 operations in total',
  );
});

it('says that there are none when there are no groups', () => {
  expect(describeBubbleprofGroups([]).message).toContain(
    'no asynchronous operation had a callback',
  );
});
