import { describe, expect, test } from 'vitest';
import { tooFewTrials, wideInterval } from '../../../harness/checks/trial-count-checks.ts';
import type { Sampling } from '../../../harness/model/scenario/scenario.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import {
  runMeasurementCheck,
  trialPosition,
} from '../../support/run-measurement-validity-check.ts';

const sampling = (changes: Partial<Sampling>) =>
  functionScenario({
    sampling: {
      minTrials: 3,
      maxTrials: 30,
      precision: 0.02,
      maxTimeMs: 60_000,
      warmupTrials: 1,
      ...changes,
    },
  });

describe('too few trials', () => {
  test('are fewer than six, whose interval cannot reach 95 %', () => {
    const samples = (n: number) => ({ wall_time: Array<number>(n).fill(10) });
    expect(runMeasurementCheck(tooFewTrials, { samples: samples(6) })).toEqual([]);
    expect(runMeasurementCheck(tooFewTrials, { samples: samples(5) })).toMatchObject([
      {
        id: 'too-few-trials',
        level: 'info',
        message:
          'The confidence interval of wall_time covers the median with only 93.8 % confidence, the maximum for 5 trials. 95 % confidence requires at least 6 trials.',
      },
    ]);
    expect(runMeasurementCheck(tooFewTrials, { samples: samples(1) })[0]?.message).toContain(
      'has no confidence interval',
    );
  });

  test('get advice to leave out --quick in a quick run', () => {
    const scenario = { ...sampling({ maxTrials: 3 }), tags: ['quick'] };
    const [finding] = runMeasurementCheck(tooFewTrials, {
      scenario,
      samples: { wall_time: [10, 10, 10] },
    });
    expect(finding?.remedy).toBe('Run without --quick.');
  });

  test('get advice for the command line when the file is of another tool', () => {
    const body = { type: 'tinybench', file: '/suite.ts', task: 'split' } as const;
    const scenario = { ...sampling({ maxTrials: 3 }), body };
    const [finding] = runMeasurementCheck(tooFewTrials, {
      scenario,
      samples: { wall_time: [10, 10, 10] },
    });
    expect(finding?.remedy).toContain('Add --trials 6');
  });

  test.each<[string, Partial<Sampling>, string]>([
    [
      'the limit of trials',
      { maxTrials: 3 },
      'Raise trials.max to 6 (6 trials take about 7 s here).',
    ],
    ['the limit of time', { maxTimeMs: 3_000 }, "Raise trials.time to '7 s'"],
    ['both limits', { maxTrials: 3, maxTimeMs: 3_000 }, "trials.max to 6 and trials.time to '7 s'"],
    ['nothing but an interrupt', {}, 'Raise trials.min to 6'],
  ])('get advice that fits what stopped them: %s', (_what, changes, remedy) => {
    const scenario = sampling(changes);
    const [finding] = runMeasurementCheck(tooFewTrials, {
      scenario,
      samples: { wall_time: [1, 1, 1] },
    });
    expect(finding?.remedy).toContain(remedy);
  });

  test('get advice on options when the scenario comes from the command line', () => {
    const remedy = (changes: Partial<Sampling>) =>
      runMeasurementCheck(tooFewTrials, {
        scenario: { ...sampling(changes), source: null },
        samples: { wall_time: [1, 1, 1] },
      })[0]?.remedy;
    expect(remedy({})).toBe('Add --trials 6 (6 trials take about 7 s here).');
    expect(remedy({ maxTimeMs: 3_000 })).toMatch(/^Add --trials 6 --time '7 s' \(/);
  });

  test('are costed by timed trials, however long counted trials took', () => {
    const others: readonly Trial[] = [
      {
        ...trialPosition(9, 90_000),
        state: 'completed',
        pass: 'instructions',
        measurements: { instructions: 5 },
        unavailable: {},
        blocks: [],
      },
    ];
    const scenario = { ...sampling({}), source: null };
    const [finding] = runMeasurementCheck(tooFewTrials, {
      scenario,
      samples: { wall_time: [1, 1, 1] },
      others,
    });
    expect(finding?.remedy).toBe('Add --trials 6 (6 trials take about 7 s here).');
  });
});

describe('wide interval', () => {
  const around = (half: number) => [100 - half, 100, 100, 100, 100, 100 + half];

  test('is wider than the requested precision', () => {
    expect(runMeasurementCheck(wideInterval, { samples: { wall_time: around(2) } })).toEqual([]);
    expect(runMeasurementCheck(wideInterval, { samples: { wall_time: around(4) } })).toMatchObject([
      {
        id: 'wide-interval',
        level: 'info',
        message:
          'The median of wall_time is known to ±4.0 %, not to the requested ±2.0 %; the requested precision would take about 24 trials.',
      },
    ]);
  });

  test('gets advice that fits the limit that was reached', () => {
    const samples = { wall_time: around(4) };
    const remedy = (changes: Partial<Sampling>) =>
      runMeasurementCheck(wideInterval, { scenario: sampling(changes), samples })[0]?.remedy;
    expect(remedy({ maxTrials: 6 })).toMatch(/^Raise trials\.max to 24 \(/);
    expect(remedy({ maxTimeMs: 6_000 })).toMatch(/^Raise trials\.time to '25 s' \(/);
  });

  test('gets no advice for more trials when trials alone cannot narrow it', () => {
    const [finding] = runMeasurementCheck(wideInterval, { samples: { wall_time: around(60) } });
    expect(finding?.message).toContain('more than 1000 trials');
    expect(finding?.remedy).toContain('more trials alone are not enough');
  });

  test('is not reported again when the trials are too few for any interval', () => {
    expect(runMeasurementCheck(wideInterval, { samples: { wall_time: [50, 100, 150] } })).toEqual(
      [],
    );
  });
});
