import { describe, expect, it } from 'vitest';
import { createWaterfallBars } from '../../../../plugins/optimize/view/render-optimization-waterfall-figure.ts';
import { optimizationDocuments } from '../../../../tools/golden/optimization-documents.ts';

const documents = optimizationDocuments();

describe('the waterfall of gains', () => {
  it('begins each bar at the end of the previous bar, by the ratios of the pairs', () => {
    const bars = createWaterfallBars(documents['optimization-met']);
    expect(bars.map(({ label }) => label)).toEqual([
      'before',
      'cycle 1',
      'cycle 2',
      'cycle 3',
      'after',
    ]);
    const [, first, second, third, after] = bars;
    expect(first).toMatchObject({ from: 1, to: 0.603, interval: [0.588, 0.619] });
    expect(second?.from).toBe(first?.to);
    expect(second?.to).toBeCloseTo(0.603 * 0.316, 12);
    expect(second?.interval?.[0]).toBeCloseTo(0.603 * 0.309, 12);
    expect(third?.from).toBe(second?.to);
    expect(after?.to).toBe(third?.to);
    expect(after).toMatchObject({ interval: [0.0701, 0.0832], range: '91.7 … 93.0%' });
  });

  it('shows a cycle without an accepted change as no gain', () => {
    const [, , second, after] = createWaterfallBars(documents['optimization-plateau']);
    expect(second).toMatchObject({
      from: 0.603,
      to: 0.603,
      gain: '0.0%',
      value: 'nothing accepted',
    });
    expect(after?.to).toBe(0.603);
  });

  it('uses before and after when no ratio was measured, and then shows no interval', () => {
    const met = documents['optimization-met'];
    const cycles = met.cycles.map((cycle) => ({ ...cycle, ratio: null }));
    const bars = createWaterfallBars({ ...met, cycles, total: { ...met.total, ratio: null } });
    expect(bars[1]?.to).toBeCloseTo(3800 / 6300, 12);
    expect(bars.every(({ interval, range }) => interval === null && range === '')).toBe(true);
  });

  it('D2: grows when more is better, and shows a drop as worse', () => {
    const met = documents['optimization-met'];
    const better = 'higher' as const;
    const ratio = { value: 1.5, low: 1.4, high: 1.6 };
    const cycles = met.cycles.slice(0, 1).map((cycle) => ({ ...cycle, ratio }));
    const risen = { ...met, metric: { ...met.metric, better }, cycles };
    expect(createWaterfallBars(risen)[1]).toMatchObject({
      to: 1.5,
      gain: '50.0%',
      range: '40.0 … 60.0%',
      isWorse: false,
    });
    const fallen = cycles.map((cycle) => ({ ...cycle, ratio: { value: 0.9, low: 0.8, high: 1 } }));
    expect(createWaterfallBars({ ...risen, cycles: fallen })[1]).toMatchObject({
      gain: '-10.0%',
      isWorse: true,
    });
  });

  it('is empty when no cycle was finished', () => {
    expect(createWaterfallBars(documents['optimization-blocked'])).toEqual([]);
  });
});
