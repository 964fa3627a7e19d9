import { expect, test } from 'vitest';
import { attributeProfilerFailure } from '../../../api/observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { Failure, Trial } from '../../../harness/model/trial.ts';
import { completedTrial } from '../../support/completed-run-record.ts';

const CRASH: Failure = { reason: 'signal', message: 'the process was terminated by SIGSEGV' };
const plain = completedTrial(0, {});

const blame = (failure: Failure, trial: Trial): Promise<Failure> =>
  attributeProfilerFailure(failure, 'callgrind', async () => trial);

test('attributes a failure only under a profiler to it, with the failure’s own advice last', async () => {
  const advice =
    'Use another profiler (`--with`), or find out why the program fails under this profiler.';
  expect(await blame(CRASH, plain)).toEqual({
    ...CRASH,
    message:
      'the process was terminated by SIGSEGV; this happens only under the profiler callgrind',
    remedy: advice,
  });
  const { remedy } = await blame({ ...CRASH, remedy: 'Look at its log.' }, plain);
  expect(remedy).toBe(`${advice} Look at its log.`);
});

test('reports a failure that also occurs without the profiler as the failure of the program', async () => {
  const failure: Failure = { reason: 'exit-code', message: 'the process exited with code 3' };
  expect(await blame(CRASH, { ...plain, state: 'failed', failure })).toBe(failure);
});

test('attributes nothing when the user ended the trial without the profiler', async () => {
  const aborted: Trial = { ...plain, state: 'aborted', message: 'ended by the user' };
  expect(await blame(CRASH, aborted)).toBe(CRASH);
});
