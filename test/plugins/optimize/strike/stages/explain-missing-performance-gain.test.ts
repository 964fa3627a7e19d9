import { describe, expect, test } from 'vitest';
import type { MeasuredVerdict } from '../../../../../plugins/optimize/strike/compare-project-folder-performance.ts';
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

describe('the description of a missing gain', () => {
  test('says that there is no improvement when the verdict says so (D3)', () => {
    expect(describeMissingGain(of('unchanged'))).toBe('no improvement');
    expect(describeMissingGain(of('regressed'))).toBe('no improvement');
  });

  test('does not deny an improvement when the comparison ended inconclusive', () => {
    expect(describeMissingGain(of('inconclusive'))).toBe('no improvement was shown');
    expect(describeComparison(of('inconclusive'))).toBe('+2.0%, inconclusive');
  });
});
