import { describe, expect, test } from 'vitest';
import type { MeasuredVerdict } from '../../../../../plugins/optimize/strike/compare-project-folders.ts';
import type { StateComparison } from '../../../../../plugins/optimize/strike/stages/measure-stage.ts';
import {
  describeComparison,
  describeMissingGain,
} from '../../../../../plugins/optimize/strike/stages/measure-stage.ts';

const of = (verdict: MeasuredVerdict): StateComparison => ({
  measured: { base_ms: 100, head_ms: 98, ratio: 0.98, low: 0.9, high: 1.06, verdict, metrics: {} },
  primary: 'wall_time_ms',
  improvementPct: 2,
  isImproved: false,
  isWorse: false,
});

describe('that a comparison shows no gain', () => {
  test('is no improvement where the verdict says so (D3)', () => {
    expect(describeMissingGain(of('unchanged'))).toBe('no improvement');
    expect(describeMissingGain(of('regressed'))).toBe('no improvement');
  });

  test('is not told as none where it ended undecided', () => {
    expect(describeMissingGain(of('inconclusive'))).toBe('no improvement was shown');
    expect(describeComparison(of('inconclusive'))).toBe('+2.0%, inconclusive');
  });
});
