import { expect, test } from 'vitest';
import type { Trial } from '../../../harness/model/trial.ts';
import {
  medianTrial,
  selectTrialFiles,
  trialFilesFolder,
} from '../../../harness/sampling/trial-artifact-files.ts';
import { functionScenario } from '../../support/function-scenario.ts';

function trial(index: number, wallTime: number | null, changes: Partial<Trial> = {}): Trial {
  return {
    state: 'completed',
    index,
    warmup: false,
    side: 'a',
    pair: index,
    slot: 0,
    seed: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    startedMs: 0,
    durationMs: 1,
    measurements: wallTime === null ? {} : { wall_time: wallTime },
    unavailable: {},
    blocks: [],
    ...changes,
  } as Trial;
}

const TRIALS = [
  trial(0, 50, { warmup: true }),
  trial(1, 10),
  trial(2, 90),
  trial(3, 48),
  trial(4, 40),
  trial(5, null, { pass: 'trace' }),
];

test('chooses the trial nearest to the median to represent a scenario', () => {
  // The first of the two trials in the middle.
  expect(medianTrial(TRIALS, 'wall_time')?.index).toBe(3);
  expect(medianTrial(TRIALS, 'lcp')).toBeNull();
  expect(medianTrial([], 'wall_time')).toBeNull();
});

test('keeps the files of that trial and of the traced trial', () => {
  const kept = selectTrialFiles(functionScenario(), TRIALS, '/run');
  expect(kept).toEqual([
    { trial: 3, folder: '/run/kept-3' },
    { trial: 5, folder: '/run/kept-trace-5' },
  ]);
  expect(new Set(TRIALS.map((trial) => trialFilesFolder('/run', trial))).size).toBe(TRIALS.length);
});
