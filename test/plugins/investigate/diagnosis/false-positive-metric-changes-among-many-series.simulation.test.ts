/** 2,000 series without a change per kind of noise; the quick set has a few hundred of one kind. */
import { expect, test } from 'vitest';
import { findMetricSignals } from '../../../../plugins/investigate/data/find-metrics-changed-at-onset.ts';
import { findMatchingSignals } from '../../../../plugins/investigate/diagnosis/evidence-from-logs-and-metrics.ts';
import { createIncidentOnset } from '../../../support/create-incident-onset.ts';
import {
  createNoiseSeries,
  findNoiseSignals,
  MINUTE_GRID,
} from '../../../support/create-noise-time-series.ts';

const SERIES = 2_000;
const SEEDS = [1, 2, 3, 4, 5, 6];
const IN_MINUTES = { intervalMs: MINUTE_GRID.widthMs, intervals: MINUTE_GRID.length };
/** Beginnings that leave a level on both sides. */
const BEGINNINGS = Array.from({ length: 200 }, (_, index) => 20 + index);

test.each(['normal', 'heavyTailed', 'skewed', 'dependent'] as const)(
  'INV-27: supports a cause by %s noise in two thousand series in at most one case of a hundred',
  (noise) => {
    let supported = 0;
    for (const seed of SEEDS) {
      const signals = findNoiseSignals(noise, SERIES, seed);
      for (const minute of BEGINNINGS)
        if (findMatchingSignals(signals, createIncidentOnset(minute), IN_MINUTES).length > 0)
          supported += 1;
    }
    expect(supported / (SEEDS.length * BEGINNINGS.length)).toBeLessThanOrEqual(0.01);
  },
  600_000,
);

test.each(['normal', 'heavyTailed', 'skewed', 'dependent'] as const)(
  'INV-27: finds a series that changed among two thousand of %s noise',
  (noise) => {
    const series = Array.from({ length: SERIES }, (_, index) =>
      createNoiseSeries(noise, index + 1),
    );
    const step = {
      ...createNoiseSeries(noise, 9_999, { minute: 135, ratio: 5 }),
      name: 'pool_in_use',
    };
    const signals = findMetricSignals([...series, step], MINUTE_GRID);
    const names = findMatchingSignals(signals, createIncidentOnset(135), IN_MINUTES).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['pool_in_use']);
  },
  600_000,
);
