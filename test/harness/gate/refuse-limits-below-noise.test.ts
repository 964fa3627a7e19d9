import { describe, expect, it } from 'vitest';
import {
  DEFAULT_RULES,
  rulesForConfidence,
} from '../../../harness/gate/decide/default-comparison-rules.ts';
import { limitKey } from '../../../harness/gate/gate-evidence.ts';
import { refuseLimitsBelowNoise } from '../../../harness/gate/refuse-limit-below-minimal-detectable-change.ts';
import type { ScenarioCalibration } from '../../../harness/model/documents/calibration-document.ts';

const SCENARIO = {
  name: 'sort',
  kind: 'function',
  budgets: [],
  regression: { wall_time: 0.001 },
  margin: null,
} as const;

function calibration(spread: number): ScenarioCalibration {
  return {
    scenario: 'sort',
    kind: 'function',
    calibratedAt: '2026-11-20T10:00:00.000Z',
    machine: 'm',
    node: '26.10.0',
    seed: 1,
    seconds_per_pair: 0.5,
    plan: 'back-to-back',
    metrics: [
      {
        metric: 'wall_time',
        gated: true,
        pairs: 30,
        seconds_per_pair: 2,
        spread,
        deviation: spread,
        ratio: 1,
        p_value: 0.5,
        false_alarms: { comparisons: 200, changed: 0 },
        visible: [],
      },
    ],
    trouble: null,
  };
}

const JUDGING = { rules: DEFAULT_RULES, margin: null, sharing: 1 };
const KEY = limitKey({ scenario: 'sort', metric: 'wall_time' });

describe('refuseLimitsBelowNoise', () => {
  it('refuses a limit below what this machine can distinguish, with pairs and seconds', () => {
    const refused = refuseLimitsBelowNoise(
      [{ scenario: SCENARIO, calibration: calibration(0.02) }],
      JUDGING,
    );
    expect(refused.get(KEY)).toMatchObject({ limit: 0.001, source: 'calibration' });
    const { needed_pairs: pairs, needed_seconds: seconds } = refused.get(KEY) ?? {};
    expect(seconds).toBe((pairs ?? 0) * 2);
  });

  it('refuses nothing on a machine that is quiet enough or not calibrated', () => {
    for (const known of [calibration(0.0001), null]) {
      const pair = { scenario: SCENARIO, calibration: known };
      expect(refuseLimitsBelowNoise([pair], JUDGING).size).toBe(0);
    }
  });

  it('refuses a limit of a counted metric by its own test, pairs and seconds', () => {
    const counting = { ...SCENARIO, regression: { instructions: 0.0001 } };
    const key = limitKey({ scenario: 'sort', metric: 'instructions' });
    const known = calibration(0.001);
    const [timed] = known.metrics;
    if (timed === undefined) throw new Error('no metric');
    const instructions = { ...timed, metric: 'instructions', seconds_per_pair: 9 };
    const refusedAt = (deviation: number) =>
      refuseLimitsBelowNoise(
        [
          {
            scenario: counting,
            calibration: { ...known, metrics: [timed, { ...instructions, deviation }] },
          },
        ],
        JUDGING,
      ).get(key);
    expect(refusedAt(0.001)).toMatchObject({
      limit: 0.0001,
      most_pairs: Math.max(...DEFAULT_RULES.counted_looks),
    });
    const { needed_pairs: pairs, needed_seconds: seconds } = refusedAt(0.001) ?? {};
    expect(seconds).toBe((pairs ?? 0) * 9);
    expect(refusedAt(0.000_01)).toBeUndefined();
  });

  it('checks the margin of the command line instead when there is one', () => {
    const pair = { scenario: SCENARIO, calibration: calibration(0.02) };
    expect(refuseLimitsBelowNoise([pair], { ...JUDGING, margin: 0.5 }).size).toBe(0);
    const lax = { ...SCENARIO, regression: { wall_time: 0.5 } };
    const other = { scenario: lax, calibration: calibration(0.02) };
    expect(refuseLimitsBelowNoise([other], { ...JUDGING, margin: 0.001 }).has(KEY)).toBe(true);
  });
});

describe('rulesForConfidence', () => {
  it('splits the error as the default does, whatever the confidence', () => {
    expect(rulesForConfidence(0.95)).toEqual(DEFAULT_RULES);
    const strict = rulesForConfidence(0.99);
    expect(strict.confirm_alpha + strict.counted_alpha).toBeCloseTo(0.01);
    expect(strict.confirm_alpha / strict.counted_alpha).toBeCloseTo(
      DEFAULT_RULES.confirm_alpha / DEFAULT_RULES.counted_alpha,
    );
  });
});
