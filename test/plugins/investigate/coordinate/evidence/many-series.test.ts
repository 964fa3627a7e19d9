import { expect, test } from 'vitest';
import { fittingSignals } from '../../../../../plugins/investigate/coordinate/evidence/fitting-signals.ts';
import type { IncidentSignal } from '../../../../../plugins/investigate/document/investigation-document.ts';
import { MINUTES, signalsOfNoise } from '../../../../support/noise-signals.ts';
import { onsetAt } from '../../../../support/onset-at.ts';

const IN_MINUTES = { intervalMs: MINUTES.widthMs, intervals: MINUTES.length };
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

/** The same number at another minute, by another factor. */
function other(minute: number, ratio: number): IncidentSignal {
  const iso = (at: number): string => new Date(MINUTES.start + at * MINUTES.widthMs).toISOString();
  return {
    ...SIGNAL,
    name: `pool_${minute}`,
    after: 10 * ratio,
    at: iso(minute),
    low: iso(minute - 1),
    high: iso(minute),
  };
}

test('INV-27: of some hundred series without a change hardly any is said to have changed', () => {
  expect(signalsOfNoise('normal', 200, 1)).toEqual([]);
});

test('what changed when it began counts where others changed as much at other times, but few', () => {
  const names = (signals: readonly IncidentSignal[]): readonly string[] =>
    fittingSignals(signals, onsetAt(135), IN_MINUTES).map(({ name }) => name);
  expect(names([SIGNAL])).toEqual(['pool_in_use']);
  expect(names([SIGNAL, other(40, 4)])).toEqual(['pool_in_use']);
  const many = [20, 40, 60, 80, 100, 180, 200].map((minute) => other(minute, 4));
  expect(names([SIGNAL, ...many])).toEqual([]);
  // Those that changed by far less are no rivals.
  const small = [20, 40, 60, 80, 100, 180, 200].map((minute) => other(minute, 1.3));
  expect(names([SIGNAL, ...small])).toEqual(['pool_in_use']);
});
