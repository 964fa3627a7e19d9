import { expect, test } from 'vitest';
import { findMatchingSignals } from '../../../../plugins/investigate/diagnosis/evidence-from-logs-and-metrics.ts';
import type { IncidentSignal } from '../../../../plugins/investigate/document/investigation-document.ts';
import { createIncidentOnset } from '../../../support/create-incident-onset.ts';
import { findNoiseSignals, MINUTE_GRID } from '../../../support/create-noise-time-series.ts';

const IN_MINUTES = { intervalMs: MINUTE_GRID.widthMs, intervals: MINUTE_GRID.length };
const SIGNAL: IncidentSignal = {
  name: 'pool_in_use',
  labels: '',
  mechanism: 'connections',
  peak: 40,
  before: 10,
  after: 40,
  at: '2026-11-24T14:15:00.000Z',
  low: '2026-11-24T14:14:00.000Z',
  high: '2026-11-24T14:15:00.000Z',
};

/** Returns the signal at another minute, with another factor. */
function other(minute: number, ratio: number): IncidentSignal {
  const iso = (at: number): string =>
    new Date(MINUTE_GRID.start + at * MINUTE_GRID.widthMs).toISOString();
  return {
    ...SIGNAL,
    name: `pool_${minute}`,
    after: 10 * ratio,
    at: iso(minute),
    low: iso(minute - 1),
    high: iso(minute),
  };
}

test('INV-27: finds hardly any change in a hundred series without one', () => {
  expect(findNoiseSignals('normal', 100, 1)).toEqual([]);
});

test('counts a change at the onset unless many others changed as much at other times', () => {
  const names = (signals: readonly IncidentSignal[]): readonly string[] =>
    findMatchingSignals(signals, createIncidentOnset(135), IN_MINUTES).map(({ name }) => name);
  expect(names([SIGNAL])).toEqual(['pool_in_use']);
  expect(names([SIGNAL, other(40, 4)])).toEqual(['pool_in_use']);
  const many = [20, 40, 60, 80, 100, 180, 200].map((minute) => other(minute, 4));
  expect(names([SIGNAL, ...many])).toEqual([]);
  // Signals with far smaller changes are no competing candidates.
  const small = [20, 40, 60, 80, 100, 180, 200].map((minute) => other(minute, 1.3));
  expect(names([SIGNAL, ...small])).toEqual(['pool_in_use']);
});
