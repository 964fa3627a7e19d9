import { expect, test } from 'vitest';
import { blameProfiler } from '../../../api/observe/blame-profiler.ts';
import type { Failure } from '../../../harness/model/trial.ts';

const CRASH: Failure = {
  code: 'exited',
  message: 'the process was ended by SIGSEGV',
  remedy: null,
};

test('a failure that only a profiler has is laid to it, with the failure’s own advice last', async () => {
  const plain = { state: 'completed' } as never;
  const blame = (failure: Failure) => blameProfiler(failure, 'callgrind', async () => plain);
  const advice = 'Profile it with another one (`--with`), or look why it does not stand this one.';
  expect(await blame(CRASH)).toEqual({
    ...CRASH,
    message:
      'the process was ended by SIGSEGV; that is under the profiler callgrind, without which it runs',
    remedy: advice,
  });
  const { remedy } = await blame({ ...CRASH, remedy: 'Look at its log.' });
  expect(remedy).toBe(`${advice} Look at its log.`);
});

test('a failure that is there without the profiler too is told as the one of the program', async () => {
  const own: Failure = { ...CRASH, message: 'the process ended with exit code 3' };
  const plain = { state: 'failed', failure: own } as never;
  expect(await blameProfiler(CRASH, 'callgrind', async () => plain)).toBe(own);
});

test('where the trial without the profiler was ended by the user, nothing is laid to anybody', async () => {
  const plain = { state: 'aborted' } as never;
  expect(await blameProfiler(CRASH, 'callgrind', async () => plain)).toBe(CRASH);
});
