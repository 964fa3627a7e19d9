import { expect, test } from 'vitest';
import { attributeProfilerFailure } from '../../../api/observe/profile-against-plain-trials.ts';
import type { Failure, Trial } from '../../../harness/model/trial.ts';
import { completedTrial } from '../../support/completed-run-record.ts';

const CRASH: Failure = { reason: 'signal', message: 'the process was ended by SIGSEGV' };
const plain = completedTrial(0, {});

const blame = (failure: Failure, trial: Trial): Promise<Failure> =>
  attributeProfilerFailure(failure, 'callgrind', async () => trial);

test('a failure that only a profiler has is laid to it, with the failure’s own advice last', async () => {
  const advice = 'Profile it with another one (`--with`), or look why it does not stand this one.';
  expect(await blame(CRASH, plain)).toEqual({
    ...CRASH,
    message:
      'the process was ended by SIGSEGV; that is under the profiler callgrind, without which it runs',
    remedy: advice,
  });
  const { remedy } = await blame({ ...CRASH, remedy: 'Look at its log.' }, plain);
  expect(remedy).toBe(`${advice} Look at its log.`);
});

test('a failure that is there without the profiler too is told as the one of the program', async () => {
  const failure: Failure = { reason: 'exit-code', message: 'the process ended with exit code 3' };
  expect(await blame(CRASH, { ...plain, state: 'failed', failure })).toBe(failure);
});

test('where the user ended the trial without the profiler, nobody is blamed', async () => {
  const aborted: Trial = { ...plain, state: 'aborted', message: 'ended by the user' };
  expect(await blame(CRASH, aborted)).toBe(CRASH);
});
